// SPDX-License-Identifier: Apache-2.0
#include "httpd/connection.h"

#include "httpd/config.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"
#include "httpd/pool.h"

namespace tb::httpd {

// mod_ssl calls this for each virtual host with SSLEngine, and for SSLProxyEngine, where the
// extension must not be offered to the server's own backends.
int install_extension(server_rec* server, apr_pool_t*, int is_proxy, SSL_CTX* context) {
  if (is_proxy != 0) return DECLINED;
  ServerConfig& config = config_of(server);
  const auto installed =
      tls::install_server_extension(context, &config.offer, config.state->indexes);
  config.has_tls = true;
  if (installed.ok()) return OK;
  ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
               "negotiate: OpenSSL refused TLS extension 24 for %s; does another module register "
               "it too?",
               server->server_hostname);
  return HTTP_INTERNAL_SERVER_ERROR;
}

void Connection::completed(std::optional<std::size_t> host, const tls::ConnectionBinding* binding) {
  if (!host) return;
  const Counters& counters = config_of(c_->base_server).state->hosts[*host].counters;
  counters.count(Event::offered);
  if (binding != nullptr) counters.count_negotiated(binding->negotiated);
}

void Connection::exporter_failed() {
  ap_log_cerror(APLOG_MARK, APLOG_ERR, 0, c_,
                "connection: OpenSSL gives no keying material, so that a connection on which Token "
                "Binding was negotiated stays unbound");
}

void Connection::answer_refused(std::size_t host) {
  ModuleState& state = *config_of(c_->base_server).state;
  const HostMetrics& metrics = state.hosts[host];
  metrics.counters.count(Event::offered);
  metrics.counters.count(Event::answer_refused);
  const char* note = state.refused_answers.admit(c_->pool);
  if (note == nullptr) return;
  ap_log_cerror(APLOG_MARK, APLOG_WARNING, 0, c_,
                "negotiate: a client offered Token Binding to %s and ended the handshake at the "
                "answer on TLS 1.3: it may know it for TLS 1.2 alone, and could connect with "
                "TokenBindingTLSProtocols TLSv1.2%s",
                apr_pstrmemdup(c_->pool, metrics.name.data(), metrics.name.size()), note);
}

int watch_handshake(conn_rec* c, SSL* ssl, int is_proxy) {
  if (is_proxy != 0) return DECLINED;
  ModuleState* state = config_of(c->base_server).state;
  auto* connection = make_in<Connection>(c->pool, c);
  ap_set_module_config(c->conn_config, &token_binding_module, connection);
  const auto attached = tls::attach(ssl, &connection->handshake, state->indexes);
  if (attached.ok()) return OK;
  ap_log_cerror(APLOG_MARK, APLOG_ERR, 0, c,
                "connection: OpenSSL is out of memory; this connection stays unbound");
  return OK;
}

Connection* connection_of(const conn_rec* c) {
  const conn_rec* primary = c->master != nullptr ? c->master : c;
  return static_cast<Connection*>(
      ap_get_module_config(primary->conn_config, &token_binding_module));
}

}  // namespace tb::httpd
