// SPDX-License-Identifier: Apache-2.0
#include "httpd/host_counters.h"

#include <apr_shm.h>
#include <apr_strings.h>

#include <cstring>

namespace tb::httpd {
namespace {

unsigned port_of(const server_rec* server) {
  if (server->addrs != nullptr && server->addrs->host_port != 0) return server->addrs->host_port;
  return server->port;
}

// append_new adds links without memory for the names that the chain lacks.
void append_new(HostNumbers*& chain, const server_rec* server, apr_pool_t* process_pool) {
  HostNumbers** end = &chain;
  while (*end != nullptr) end = &(*end)->next;
  for (; server != nullptr; server = server->next) {
    const char* name = host_name(process_pool, server);
    if (numbers_of(chain, name) != nullptr) continue;
    *end = static_cast<HostNumbers*>(apr_pcalloc(process_pool, sizeof(HostNumbers)));
    (*end)->name = name;
    end = &(*end)->next;
  }
}

std::size_t count_without_memory(const HostNumbers* chain) {
  std::size_t count = 0;
  for (; chain != nullptr; chain = chain->next) count += chain->memory == nullptr ? 1 : 0;
  return count;
}

}  // namespace

const char* host_name(apr_pool_t* pool, const server_rec* server) {
  const char* name = server->server_hostname != nullptr ? server->server_hostname : "";
  const unsigned port = port_of(server);
  return port == 0 ? apr_pstrdup(pool, name) : apr_psprintf(pool, "%s:%u", name, port);
}

const HostNumbers* numbers_of(const HostNumbers* chain, const char* name) {
  for (; chain != nullptr; chain = chain->next) {
    if (std::strcmp(chain->name, name) == 0) return chain;
  }
  return nullptr;
}

apr_status_t take_host_numbers(HostNumbers*& chain, const server_rec* main_server,
                               apr_pool_t* process_pool) {
  append_new(chain, main_server, process_pool);
  const std::size_t lacking = count_without_memory(chain);
  if (lacking == 0) return APR_SUCCESS;
  apr_shm_t* segment = nullptr;
  const apr_size_t size = lacking * Counters::kBytes;
  const apr_status_t status = apr_shm_create(&segment, size, nullptr, process_pool);
  if (status != APR_SUCCESS) return status;
  auto* memory = static_cast<char*>(apr_shm_baseaddr_get(segment));
  std::memset(memory, 0, size);
  for (HostNumbers* host = chain; host != nullptr; host = host->next) {
    if (host->memory != nullptr) continue;
    host->memory = memory;
    memory += Counters::kBytes;
  }
  return APR_SUCCESS;
}

std::vector<Counters> counters_of_all(const HostNumbers* chain) {
  std::vector<Counters> all;
  for (; chain != nullptr; chain = chain->next) all.emplace_back(chain->memory, 0);
  return all;
}

}  // namespace tb::httpd
