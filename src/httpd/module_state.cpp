// SPDX-License-Identifier: Apache-2.0
#include "httpd/module_state.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_main.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <algorithm>

#include "httpd/config.h"
#include "httpd/hooks.h"
#include "httpd/log.h"
#include "httpd/pool.h"
#include "httpd/replay_memory.h"

namespace tb::httpd {
namespace {

// Retained outlives a restart, and with it this code, so it holds plain data only. The key's name
// has its version and size: a newer module must not read an older one's data, nor count into its
// numbers.
struct Retained {
  bool has_indexes;
  tls::ExDataIndexes indexes;
  HostNumbers* hosts;
  bool has_secret;
  unsigned char secret[32];
};

Retained& retained_data(apr_pool_t* temp_pool) {
  const char* key = apr_psprintf(
      temp_pool, "mod_token_binding/" TB_VERSION "/%" APR_SIZE_T_FMT "/%" APR_SIZE_T_FMT,
      sizeof(Retained), Counters::kSlots);
  void* data = ap_retained_data_get(key);
  if (data == nullptr) data = ap_retained_data_create(key, sizeof(Retained));
  return *static_cast<Retained*>(data);
}

bool take_indexes(Retained& retained) {
  if (retained.has_indexes) return true;
  const auto taken = tls::take_ex_data_indexes();
  if (!taken.ok()) return false;
  retained.indexes = taken.value();
  retained.has_indexes = true;
  return true;
}

bool take_secret(Retained& retained) {
  if (!retained.has_secret) {
    retained.has_secret = RAND_bytes(retained.secret, sizeof(retained.secret)) == 1;
  }
  return retained.has_secret;
}

// dpop_key_of returns the key for nonces. Servers with one key file take each other's.
core::Result<ossl::Sha256> dpop_key_of(const ServerConfig& config, const Retained& retained) {
  if (config.cookie_keys != nullptr) return config.cookie_keys->derive("dpop");
  ossl::Sha256 key;
  std::ranges::copy(retained.secret, key.begin());
  return key;
}

// prepare_dpop gives each virtual host the one memory of proofs, and its own key.
bool prepare_dpop(apr_pool_t* pool, apr_pool_t* temp_pool, server_rec* main_server,
                  Retained& retained) {
  if (!take_secret(retained)) return false;
  ServerConfig& main_config = config_of(main_server);
  ReplayMemory* memory = main_config.replay_cache ? main_config.replay_cache->memory
                                                  : ReplayMemory::make_default(pool, temp_pool);
  std::int64_t window = 0;
  for (server_rec* server = main_server; server != nullptr; server = server->next) {
    ServerConfig& config = config_of(server);
    const auto key = dpop_key_of(config, retained);
    if (!key.ok()) return false;
    config.dpop_key = key.value();
    config.replays = memory;
    window = std::max(window, config.dpop.window);
  }
  return memory == nullptr || memory->start(pool, main_server, 2 * window + 1) == APR_SUCCESS;
}

bool merges_trailers(const server_rec* server) {
  const auto* core =
      static_cast<const core_server_config*>(ap_get_core_module_config(server->module_config));
  return core->merge_trailers == AP_MERGE_TRAILERS_ENABLE;
}

// A tier behind trusted proxies may well do without TLS, and says so by TokenBindingTrustedProxy.
// One line is enough, and httpd reads the configuration twice before it starts.
void warn_without_mod_ssl(const server_rec* main_server) {
  if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) return;
  for (const server_rec* server = main_server; server != nullptr; server = server->next) {
    const ServerConfig& config = config_of(server);
    if (!config.enabled.value_or(false) || config.trusted_proxies != nullptr) continue;
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, main_server,
                 "negotiate: TokenBindingEnabled On has no effect without mod_ssl; load it");
    return;
  }
}

// own_config returns a ServerConfig of the server's own: httpd lets the virtual hosts without any
// directive of a module share the main server's.
ServerConfig& own_config(apr_pool_t* pool, server_rec* main_server, server_rec* server) {
  ServerConfig& config = config_of(server);
  if (server == main_server || &config != &config_of(main_server)) return config;
  auto* copy = make_in<ServerConfig>(pool, config);
  copy->needs_tls = {};
  ap_set_module_config(server->module_config, &token_binding_module, copy);
  return *copy;
}

// add_host gives a virtual host its counters. Hosts that share a name share an entry.
void add_host(ModuleState& state, apr_pool_t* temp_pool, const server_rec* server) {
  const HostNumbers* numbers = numbers_of(state.all_numbers, host_name(temp_pool, server));
  const auto same = [numbers](const HostMetrics& host) { return host.name == numbers->name; };
  const auto found = std::ranges::find_if(state.hosts, same);
  ServerConfig& config = config_of(server);
  config.counters = Counters(numbers->memory, 0);
  config.offer.host = static_cast<std::size_t>(found - state.hosts.begin());
  if (found == state.hosts.end()) state.hosts.push_back({numbers->name, config.counters});
}

}  // namespace

int prepare_module(apr_pool_t* pool, apr_pool_t*, apr_pool_t* temp_pool, server_rec* main_server) {
  Retained& retained = retained_data(temp_pool);
  if (!take_indexes(retained)) {
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, main_server,
                 "negotiate: OpenSSL has no ex_data index left, so that no state can be kept on a "
                 "connection; restart the server");
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  const apr_status_t status =
      take_host_numbers(retained.hosts, main_server, main_server->process->pool);
  if (status != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_ERR, status, main_server,
                 "status: cannot get shared memory for the counters, %" APR_SIZE_T_FMT
                 " octets a virtual host",
                 Counters::kBytes);
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  auto* state = make_in<ModuleState>(pool);
  state->indexes = retained.indexes;
  state->all_numbers = retained.hosts;
  state->outgoing_filter = ap_get_output_filter_handle(kOutgoingFilter);
  state->response_filter = ap_get_output_filter_handle(kResponseFilter);
  state->cache_filter = ap_get_output_filter_handle(kCacheFilter);
  state->subrequest_cache_filter = ap_get_output_filter_handle(kSubrequestCacheFilter);
  state->ssl_var_lookup = APR_RETRIEVE_OPTIONAL_FN(ssl_var_lookup);
  ap_filter_rec_t* trailers_filter = ap_get_input_filter_handle(kTrailersFilter);
  for (server_rec* server = main_server; server != nullptr; server = server->next) {
    resolve(own_config(pool, main_server, server), state);
    add_host(*state, temp_pool, server);
    if (merges_trailers(server)) state->trailers_filter = trailers_filter;
  }
  if (!prepare_dpop(pool, temp_pool, main_server, retained)) {
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, main_server,
                 "dpop: what DPoP proofs are judged with cannot be made");
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  if (ap_find_linked_module("mod_ssl.c") == nullptr) warn_without_mod_ssl(main_server);
  return OK;
}

// Cookies would pass unsealed, and requirements be refused, without a word. A tier behind trusted
// proxies may do without TLS; of a main server that only lends its settings nothing is expected.
int warn_without_tls(apr_pool_t*, apr_pool_t*, apr_pool_t* temp_pool, server_rec* main_server) {
  if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) return OK;
  for (const server_rec* server = main_server; server != nullptr; server = server->next) {
    const ServerConfig& config = config_of(server);
    const bool only_lends = server == main_server && server->next != nullptr;
    if (config.needs_tls.directive == nullptr || config.has_tls || only_lends) continue;
    if (config.trusted_proxies != nullptr) continue;
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                 "negotiate: %s of %s has no TLS to work on: add SSLEngine on, or move it to the "
                 "virtual host that has it",
                 config.needs_tls.directive, describe_host(temp_pool, server));
  }
  return OK;
}

void prepare_child(apr_pool_t* pool, server_rec* main_server) {
  ModuleState* state = config_of(main_server).state;
  state->verifiers = make_in<verify::VerifierPool>(pool);
  ReplayMemory* replays = config_of(main_server).replays;
  if (replays != nullptr) replays->start_child(pool, main_server);
  const auto number = static_cast<std::size_t>(getpid());
  for (HostMetrics& host : state->hosts) host.counters = host.counters.for_child(number);
  for (const server_rec* server = main_server; server != nullptr; server = server->next) {
    ServerConfig& config = config_of(server);
    config.counters = config.counters.for_child(number);
  }
}

}  // namespace tb::httpd
