// SPDX-License-Identifier: Apache-2.0
#include "httpd/replay_memory.h"

#include <ap_provider.h>
#include <apr_shm.h>
#include <apr_strings.h>
#include <http_main.h>
#include <util_mutex.h>

#include <cstdlib>
#include <cstring>
#include <string_view>

#include "httpd/hooks.h"
#include "httpd/pool.h"

namespace tb::httpd {
namespace {

constexpr const char* kMutex = "token-binding-dpop";
constexpr const char* kCacheName = "tb-dpop";  // at most 16 characters
constexpr const char* kShmcb = "shmcb";
constexpr std::uint64_t kShmcbDefaultSize = 512000;  // octets, where its argument names none
constexpr const char* kOurShmcb = "token-binding-dpop(8388608)";
// What shmcb takes for a name of 32 octets and a value of one, in octets; and as it divides its
// memory by hash, it is counted as full when half of that is used: no part of it is by then.
constexpr unsigned kNameSize = sizeof(ossl::Sha256);
constexpr unsigned kEntrySize = 57;
constexpr std::uint64_t kRoomPerEntry = 2 * kEntrySize;

const ap_socache_provider_t* find_provider(const char* name) {
  return static_cast<const ap_socache_provider_t*>(
      ap_lookup_provider(AP_SOCACHE_PROVIDER_GROUP, name, AP_SOCACHE_PROVIDER_VERSION));
}

std::uint64_t size_of_shmcb(const char* argument) {
  const char* size = argument != nullptr ? std::strrchr(argument, '(') : nullptr;
  return size != nullptr ? std::strtoull(size + 1, nullptr, 10) : kShmcbDefaultSize;
}

}  // namespace

// Load counts the proofs of this period and of the one before; each is as long as a proof lives, so
// that no more than both together have to be remembered.
struct ReplayMemory::Load {
  std::int64_t period;
  std::uint64_t now;
  std::uint64_t before;
};

const char* ReplayMemory::make(apr_pool_t* pool, apr_pool_t* temp_pool, const char* argument,
                               ReplayMemory*& made) {
  const char* colon = std::strchr(argument, ':');
  const char* name = colon == nullptr ? argument
                                      : apr_pstrmemdup(temp_pool, argument,
                                                       static_cast<apr_size_t>(colon - argument));
  const char* details = colon != nullptr ? colon + 1 : nullptr;
  auto* memory = make_in<ReplayMemory>(pool);
  memory->provider_ = find_provider(name);
  if (memory->provider_ == nullptr) {
    return apr_psprintf(temp_pool,
                        "write shmcb, memcache:HOST:PORT, redis:HOST:PORT or none, and "
                        "load mod_socache_%s before",
                        name);
  }
  if (std::string_view(name) == kShmcb) {
    if (details == nullptr) details = ap_runtime_dir_relative(temp_pool, kOurShmcb);
    memory->capacity_ = size_of_shmcb(details) / kRoomPerEntry;
  }
  made = memory;
  return memory->provider_->create(&memory->instance_, details, temp_pool, pool);
}

ReplayMemory* ReplayMemory::make_default(apr_pool_t* pool, apr_pool_t* temp_pool) {
  ReplayMemory* memory = nullptr;
  if (find_provider(kShmcb) != nullptr && make(pool, temp_pool, kShmcb, memory) == nullptr) {
    return memory;
  }
  return make_in<ReplayMemory>(pool);
}

apr_status_t ReplayMemory::start(apr_pool_t* pool, server_rec* server, std::int64_t lifetime) {
  if (provider_ == nullptr) return APR_SUCCESS;
  lifetime_ = lifetime;
  if ((provider_->flags & AP_SOCACHE_FLAG_NOTMPSAFE) != 0) {
    const apr_status_t status =
        ap_global_mutex_create(&mutex_, nullptr, kMutex, nullptr, server, pool, 0);
    if (status != APR_SUCCESS) return status;  // httpd has logged why
  }
  ap_socache_hints hints{};
  hints.avg_id_len = kNameSize;
  hints.avg_obj_size = kEntrySize - kNameSize;
  hints.expiry_interval = apr_time_from_sec(lifetime);
  apr_status_t status = provider_->init(instance_, kCacheName, &hints, server, pool);
  if (status == APR_SUCCESS && capacity_ != 0) {
    apr_shm_t* shared = nullptr;
    status = apr_shm_create(&shared, sizeof(Load), nullptr, pool);
    if (status == APR_SUCCESS) {
      load_ = static_cast<Load*>(std::memset(apr_shm_baseaddr_get(shared), 0, sizeof(Load)));
    }
    began_ = apr_time_sec(apr_time_now());
  }
  if (status != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_ERR, status, server,
                 "TokenBindingDPoPReplayCache: the memory of proofs cannot be made");
  }
  return status;
}

void ReplayMemory::start_child(apr_pool_t* pool, server_rec* server) {
  if (mutex_ == nullptr) return;
  const char* file = apr_global_mutex_lockfile(mutex_);
  const apr_status_t status = apr_global_mutex_child_init(&mutex_, file, pool);
  if (status == APR_SUCCESS) return;
  provider_ = nullptr;  // of this child: never available
  ap_log_error(APLOG_MARK, APLOG_ERR, status, server,
               "TokenBindingDPoPReplayCache: this child cannot use the memory of proofs");
}

bool ReplayMemory::has_room(std::int64_t now) {
  if (load_ == nullptr) return true;
  const std::int64_t period = now / lifetime_;
  if (period > load_->period) {
    load_->before = period == load_->period + 1 ? load_->now : 0;
    load_->now = 0;
    load_->period = period;
  }
  if (load_->now + load_->before >= capacity_) return false;
  ++load_->now;
  return true;
}

ReplayMemory::Answer ReplayMemory::exchange(const request_rec* r, const ossl::Sha256& name,
                                            std::int64_t expiry) {
  unsigned char value = 1;
  unsigned length = sizeof(value);
  apr_status_t status =
      provider_->retrieve(instance_, r->server, name.data(), kNameSize, &value, &length, r->pool);
  if (status == APR_SUCCESS) return Answer::seen;
  if (!APR_STATUS_IS_NOTFOUND(status)) return Answer::unavailable;
  if (!has_room(apr_time_sec(apr_time_now()))) return Answer::unavailable;
  value = 1;
  status = provider_->store(instance_, r->server, name.data(), kNameSize, apr_time_from_sec(expiry),
                            &value, sizeof(value), r->pool);
  return status == APR_SUCCESS ? Answer::fresh : Answer::unavailable;
}

ReplayMemory::Answer ReplayMemory::remember(const request_rec* r, const ossl::Sha256& name,
                                            std::int64_t expiry) {
  if (provider_ == nullptr) return Answer::unavailable;
  if (mutex_ == nullptr) return exchange(r, name, expiry);
  if (apr_global_mutex_lock(mutex_) != APR_SUCCESS) return Answer::unavailable;
  const Answer answer = exchange(r, name, expiry);
  apr_global_mutex_unlock(mutex_);
  return answer;
}

int register_mutex(apr_pool_t* pool, apr_pool_t*, apr_pool_t*) {
  return ap_mutex_register(pool, kMutex, nullptr, APR_LOCK_DEFAULT, 0) == APR_SUCCESS
             ? OK
             : HTTP_INTERNAL_SERVER_ERROR;
}

}  // namespace tb::httpd
