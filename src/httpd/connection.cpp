// SPDX-License-Identifier: Apache-2.0
#include "httpd/connection.h"

#include <apr_optional_hooks.h>

#include "httpd/config.h"
#include "httpd/pool.h"
#include "httpd/process.h"

#ifdef HAVE_MOD_SSL_OPENSSL_H
#include <mod_ssl_openssl.h>
#else
// What mod_ssl_openssl.h declares of the two hooks used here; some distributions do not ship it.
using ssl_HOOK_init_server_t = int(server_rec*, apr_pool_t*, int, SSL_CTX*);
using ssl_HOOK_pre_handshake_t = int(conn_rec*, SSL*, int);
#endif

namespace tb::httpd {
namespace {

// mod_ssl calls this for each virtual host with SSLEngine, and for SSLProxyEngine, where the
// extension must not be offered to the server's own backends.
int install_extension(server_rec* server, apr_pool_t*, int is_proxy, SSL_CTX* context) {
  if (is_proxy != 0) return DECLINED;
  ServerConfig& config = config_of(server);
  const auto installed =
      tls::install_server_extension(context, &config.offer, config.process->indexes);
  if (installed.ok()) return OK;
  ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
               "negotiate: OpenSSL refused TLS extension 24 for %s; does another module register "
               "it too?",
               server->server_hostname);
  return HTTP_INTERNAL_SERVER_ERROR;
}

int watch_handshake(conn_rec* c, SSL* ssl, int is_proxy) {
  if (is_proxy != 0) return DECLINED;
  Process* process = config_of(c->base_server).process;
  auto* connection = make_in<Connection>(c->pool, process);
  ap_set_module_config(c->conn_config, &token_binding_module, connection);
  const auto attached = tls::attach(ssl, &connection->handshake, process->indexes);
  if (attached.ok()) return OK;
  ap_log_cerror(APLOG_MARK, APLOG_ERR, 0, c,
                "connection: OpenSSL is out of memory; this connection stays unbound");
  return OK;
}

}  // namespace

Connection* connection_of(const conn_rec* c) {
  const conn_rec* primary = c->master != nullptr ? c->master : c;
  return static_cast<Connection*>(
      ap_get_module_config(primary->conn_config, &token_binding_module));
}

void register_connection_hooks(apr_pool_t*) {
  APR_OPTIONAL_HOOK(ssl, init_server, install_extension, nullptr, nullptr, APR_HOOK_MIDDLE);
  APR_OPTIONAL_HOOK(ssl, pre_handshake, watch_handshake, nullptr, nullptr, APR_HOOK_MIDDLE);
}

}  // namespace tb::httpd
