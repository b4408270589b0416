// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ap_socache.h>
#include <apr_global_mutex.h>

#include <cstdint>

#include "httpd/module.h"
#include "ossl/digest.h"

namespace tb::httpd {

// ReplayMemory remembers which DPoP proofs were used, in one of httpd's socache providers: all
// children share it and, with memcache or redis, all servers.
//
// shmcb drops what is oldest when it is full, without a word, so that a flood could make it forget.
// So this class counts what must be remembered, and calls the memory full before shmcb does; and
// since shmcb begins empty after each restart, no proof is good that was issued before that.
class ReplayMemory {
 public:
  enum class Answer : std::uint8_t { fresh, seen, unavailable };

  // make reads the argument of TokenBindingDPoPReplayCache but for `none`: PROVIDER[:ARGUMENT]. It
  // returns null and sets `made`, or returns what is wrong and what to do.
  static const char* make(apr_pool_t* pool, apr_pool_t* temp_pool, const char* argument,
                          ReplayMemory*& made);
  // make_default returns one for shmcb, or, where mod_socache_shmcb is not loaded, one that is
  // never available.
  static ReplayMemory* make_default(apr_pool_t* pool, apr_pool_t* temp_pool);

  // start is for post_config, once; `lifetime` is the longest for which a proof must be remembered,
  // in seconds. It logs its errors.
  apr_status_t start(apr_pool_t* pool, server_rec* server, std::int64_t lifetime);
  void start_child(apr_pool_t* pool, server_rec* server);

  // began returns the second before which issued proofs may have been used and forgotten; 0 where
  // the memory outlives a restart.
  [[nodiscard]] std::int64_t began() const { return began_; }
  // is_loaded returns false where the provider's module is missing.
  [[nodiscard]] bool is_loaded() const { return provider_ != nullptr; }

  // remember returns `fresh` for a name that was not remembered and is from now until `expiry`, in
  // seconds since 1970.
  Answer remember(const request_rec* r, const ossl::Sha256& name, std::int64_t expiry);

 private:
  struct Load;

  Answer exchange(const request_rec* r, const ossl::Sha256& name, std::int64_t expiry);
  bool has_room(std::int64_t now);

  const ap_socache_provider_t* provider_ = nullptr;
  ap_socache_instance_t* instance_ = nullptr;
  apr_global_mutex_t* mutex_ = nullptr;  // null where the provider needs none
  Load* load_ = nullptr;                 // shared by all children; for shmcb
  std::uint64_t capacity_ = 0;           // proofs at a time; for shmcb
  std::int64_t lifetime_ = 0;
  std::int64_t began_ = 0;
};

}  // namespace tb::httpd
