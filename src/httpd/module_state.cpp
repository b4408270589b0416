// SPDX-License-Identifier: Apache-2.0
#include "httpd/module_state.h"

#include <apr_shm.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_main.h>
#include <unistd.h>

#include <cstring>

#include "httpd/config.h"
#include "httpd/hooks.h"
#include "httpd/pool.h"

namespace tb::httpd {
namespace {

// Retained outlives a restart, and with it this code, so it holds plain data only. The key's name
// has its version and size: a newer module must not read an older one's data, nor count into its
// numbers.
struct Retained {
  bool has_indexes;
  tls::ExDataIndexes indexes;
  void* counters;
};

Retained& retained_data(apr_pool_t* temp_pool) {
  const char* key = apr_psprintf(
      temp_pool, "mod_token_binding/" TB_VERSION "/%" APR_SIZE_T_FMT "/%" APR_SIZE_T_FMT,
      sizeof(Retained), Counters::kSlots);
  void* data = ap_retained_data_get(key);
  if (data == nullptr) data = ap_retained_data_create(key, sizeof(Retained));
  return *static_cast<Retained*>(data);
}

// take_shared_memory makes the counters' memory once; children inherit it when they are forked,
// those of the old generation go on counting in it during a graceful restart.
apr_status_t take_shared_memory(Retained& retained, apr_pool_t* process_pool) {
  if (retained.counters != nullptr) return APR_SUCCESS;
  apr_shm_t* memory = nullptr;
  const apr_status_t status = apr_shm_create(&memory, Counters::kBytes, nullptr, process_pool);
  if (status != APR_SUCCESS) return status;
  retained.counters = apr_shm_baseaddr_get(memory);
  std::memset(retained.counters, 0, Counters::kBytes);
  return APR_SUCCESS;
}

bool take_indexes(Retained& retained) {
  if (retained.has_indexes) return true;
  const auto taken = tls::take_ex_data_indexes();
  if (!taken.ok()) return false;
  retained.indexes = taken.value();
  retained.has_indexes = true;
  return true;
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

}  // namespace

void ModuleState::completed(bool offered, const tls::ConnectionBinding* binding) {
  if (offered) counters.count(Event::offered);
  if (binding != nullptr) counters.count_negotiated(binding->negotiated);
}

void ModuleState::exporter_failed() {
  ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
               "connection: OpenSSL gives no keying material, so that a connection on which Token "
               "Binding was negotiated stays unbound");
}

int prepare_module(apr_pool_t* pool, apr_pool_t*, apr_pool_t* temp_pool, server_rec* main_server) {
  Retained& retained = retained_data(temp_pool);
  if (!take_indexes(retained)) {
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, main_server,
                 "negotiate: OpenSSL has no ex_data index left, so that no state can be kept on a "
                 "connection; restart the server");
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  const apr_status_t status = take_shared_memory(retained, main_server->process->pool);
  if (status != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_ERR, status, main_server,
                 "status: cannot get %" APR_SIZE_T_FMT " octets of shared memory for the counters",
                 Counters::kBytes);
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  auto* state = make_in<ModuleState>(pool);
  state->indexes = retained.indexes;
  state->counters = Counters(retained.counters, 0);
  state->response_filter = ap_get_output_filter_handle(kResponseFilter);
  state->ssl_var_lookup = APR_RETRIEVE_OPTIONAL_FN(ssl_var_lookup);
  ap_filter_rec_t* trailers_filter = ap_get_input_filter_handle(kTrailersFilter);
  for (const server_rec* server = main_server; server != nullptr; server = server->next) {
    resolve(config_of(server), state);
    if (merges_trailers(server)) state->trailers_filter = trailers_filter;
  }
  if (ap_find_linked_module("mod_ssl.c") == nullptr) warn_without_mod_ssl(main_server);
  return OK;
}

void prepare_child(apr_pool_t* pool, server_rec* main_server) {
  ModuleState* state = config_of(main_server).state;
  state->verifiers = make_in<verify::VerifierPool>(pool);
  state->counters = state->counters.for_child(static_cast<std::size_t>(getpid()));
}

}  // namespace tb::httpd
