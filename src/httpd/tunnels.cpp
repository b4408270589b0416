// SPDX-License-Identifier: Apache-2.0
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <util_cfgtree.h>

#include "httpd/hooks.h"

namespace tb::httpd {
namespace {

// find_tunnel looks for a line that makes mod_proxy_wstunnel tunnel before the backend has agreed.
const ap_directive_t* find_tunnel(const ap_directive_t* line) {
  for (; line != nullptr; line = line->next) {
    if (ap_cstr_casecmp(line->directive, "ProxyWebsocketFallbackToProxyHttp") == 0 &&
        ap_cstr_casecmp(line->args, "Off") == 0) {
      return line;
    }
    if (const ap_directive_t* found = find_tunnel(line->first_child)) return found;
  }
  return nullptr;
}

}  // namespace

// No hook of httpd sees the requests that follow in such a tunnel.
int warn_of_tunnels(apr_pool_t*, apr_pool_t*, apr_pool_t*, server_rec* main_server) {
  if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) return OK;
  const ap_directive_t* line = find_tunnel(ap_conftree);
  if (line == nullptr) return OK;
  ap_log_error(APLOG_MARK, APLOG_WARNING, 0, main_server,
               "expose: with ProxyWebsocketFallbackToProxyHttp Off (%s:%d), clients can send the "
               "backend requests that this module does not see, with forged IDs and bare cookies: "
               "remove that line, or use ProxyPass with upgrade=websocket",
               line->filename, line->line_num);
  return OK;
}

}  // namespace tb::httpd
