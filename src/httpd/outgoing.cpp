// SPDX-License-Identifier: Apache-2.0
#include "httpd/module.h"

#include <apr_strings.h>
#include <http_connection.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "httpd/config.h"
#include "httpd/connection.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"
#include "httpd/outgoing_key.h"
#include "httpd/pool.h"
#include "tls/proxy_extension.h"

namespace tb::httpd {
namespace {

// What becomes of the next request on a connection to a backend.
enum class Stage : std::uint8_t {
  passing,   // it has been written, or is none of ours
  armed,     // nothing of it has been written
  inserting  // its first line is being written, the header comes after it
};

// Outgoing is one connection to a backend, with what the current request's configuration says. It
// lives as long as the connection, which serves many requests: it points to nothing of theirs, and
// allocates nothing for each from the connection's pool.
struct Outgoing {
  struct Signed {
    const OutgoingKey* key;
    std::string header;  // with its name and the end of the line
  };

  tls::ProxyHandshake handshake;
  bool speaks = false;  // the connection was made to negotiate
  bool told = false;    // that requests go on unbound
  const OutgoingKey* key = nullptr;
  bool require = false;
  Stage stage = Stage::passing;
  std::uint32_t epoch = 0;              // of the handshake for which `messages` were signed
  std::vector<Signed> messages;         // at most one for each key of the configuration
  const std::string* header = nullptr;  // to be inserted
  apr_bucket_brigade* flush = nullptr;  // empty between calls
};

Outgoing* outgoing_of(const conn_rec* c) {
  return static_cast<Outgoing*>(ap_get_module_config(c->conn_config, &token_binding_module));
}

const char* backend_of(const conn_rec* c) {
  const char* host = apr_table_get(c->notes, "proxy-request-hostname");
  return host != nullptr ? host : c->client_ip;
}

// header_for returns the header line that proves the key on this connection, or null where it
// cannot be proved. It signs once for each handshake and key.
const std::string* header_for(Outgoing& outgoing) {
  const auto binding = outgoing.handshake.binding();
  if (binding == nullptr || outgoing.key == nullptr) return nullptr;
  const prove::Signer& signer = outgoing.key->signer;
  if (binding->negotiated.key_parameters != signer.key_parameters) return nullptr;
  if (outgoing.epoch != binding->epoch) {
    outgoing.messages.clear();
    outgoing.epoch = binding->epoch;
  }
  const auto known = std::ranges::find(outgoing.messages, outgoing.key, &Outgoing::Signed::key);
  if (known != outgoing.messages.end()) return &known->header;
  const auto message = prove::make_message(signer, {}, binding->ekm.view());
  if (!message.ok()) return nullptr;
  outgoing.messages.push_back({outgoing.key, "Sec-Token-Binding: " + message.value() + "\r\n"});
  return &outgoing.messages.back().header;
}

const char* reason_of(const Outgoing& outgoing) {
  if (outgoing.key == nullptr) return "TokenBindingProxyKey names no key";
  if (!outgoing.speaks) {
    return "the connection was made without it: TokenBindingProxyEnabled is not On, or it speaks "
           "HTTP/2";
  }
  if (outgoing.handshake.binding() == nullptr) {
    return "it did not negotiate Token Binding 1.0 with this key's parameters";
  }
  return "OpenSSL cannot sign with the key, or its parameters are not those of the connection";
}

// The pending request must not reach the backend: mod_proxy answers 502 and closes a connection
// that is aborted.
apr_status_t refuse(conn_rec* c, const Outgoing& outgoing) {
  ap_log_cerror(
      APLOG_MARK, APLOG_ERR, 0, c,
      "proxy: the request to %s was not sent: %s; TokenBindingProxyRequire Off would send "
      "it unbound",
      backend_of(c), reason_of(outgoing));
  c->aborted = 1;
  return APR_ECONNABORTED;
}

void tell_unbound(const conn_rec* c, Outgoing& outgoing) {
  if (outgoing.told || !outgoing.speaks) return;
  outgoing.told = true;
  ap_log_cerror(APLOG_MARK, APLOG_INFO, 0, c, "proxy: requests to %s go unbound: %s", backend_of(c),
                reason_of(outgoing));
}

// finish_handshake makes mod_ssl complete the handshake, which it begins with the first data.
apr_status_t finish_handshake(ap_filter_t* filter, apr_bucket_brigade* flush) {
  APR_BRIGADE_INSERT_TAIL(flush, apr_bucket_flush_create(flush->bucket_alloc));
  const apr_status_t status = ap_pass_brigade(filter->next, flush);
  apr_brigade_cleanup(flush);
  return status;
}

bool has_data(const apr_bucket_brigade* brigade) {
  for (apr_bucket* bucket = APR_BRIGADE_FIRST(brigade); bucket != APR_BRIGADE_SENTINEL(brigade);
       bucket = APR_BUCKET_NEXT(bucket)) {
    if (!APR_BUCKET_IS_METADATA(bucket) && bucket->length != 0) return true;
  }
  return false;
}

// insert_header writes the header behind the first line, once that is complete. Nothing else of
// the request is read.
apr_status_t insert_header(Outgoing& outgoing, apr_bucket_brigade* brigade) {
  for (apr_bucket* bucket = APR_BRIGADE_FIRST(brigade); bucket != APR_BRIGADE_SENTINEL(brigade);
       bucket = APR_BUCKET_NEXT(bucket)) {
    if (APR_BUCKET_IS_METADATA(bucket)) continue;
    const char* data = nullptr;
    apr_size_t size = 0;
    const apr_status_t status = apr_bucket_read(bucket, &data, &size, APR_BLOCK_READ);
    if (status != APR_SUCCESS) return status;
    const std::size_t end = std::string_view(data, size).find('\n');
    if (end == std::string_view::npos) continue;
    const std::string& header = *outgoing.header;
    apr_bucket* line =
        apr_bucket_heap_create(header.data(), header.size(), nullptr, brigade->bucket_alloc);
    if (end + 1 < size) {
      const apr_status_t split = apr_bucket_split(bucket, end + 1);
      if (split != APR_SUCCESS) {
        apr_bucket_destroy(line);
        return split;
      }
    }
    APR_BUCKET_INSERT_AFTER(bucket, line);
    outgoing.stage = Stage::passing;
    return APR_SUCCESS;
  }
  return APR_SUCCESS;
}

}  // namespace

// A request is about to use a connection to a backend, new or kept: its configuration holds from
// now on. When the connection is given back this runs with that of the worker, or with null.
int arm_outgoing(conn_rec* c, ap_conf_vector_t* directory, int is_tls) {
  if (is_tls == 0) return DECLINED;
  const auto* config = directory == nullptr
                           ? nullptr
                           : static_cast<const DirectoryConfig*>(
                                 ap_get_module_config(directory, &token_binding_module));
  Outgoing* outgoing = outgoing_of(c);
  if (outgoing == nullptr) {
    if (config == nullptr || !config_of(c->base_server).speaks_outgoing.value) return DECLINED;
    outgoing = make_in<Outgoing>(c->pool);
    ap_set_module_config(c->conn_config, &token_binding_module, outgoing);
  }
  const bool enabled = config != nullptr && config->proxy_enabled.value_or(false);
  outgoing->key = enabled ? config->proxy_key.value_or(nullptr) : nullptr;
  outgoing->require = config != nullptr && config->proxy_require.value_or(false);
  outgoing->stage = outgoing->key != nullptr || outgoing->require ? Stage::armed : Stage::passing;
  return DECLINED;
}

int install_proxy_extension(server_rec* server, apr_pool_t*, int is_proxy, SSL_CTX* context) {
  if (is_proxy == 0) return DECLINED;
  const ServerConfig& config = config_of(server);
  if (!config.speaks_outgoing.value) return DECLINED;
  if (tls::install_proxy_extension(context, config.state->indexes).ok()) return OK;
  ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
               "proxy: OpenSSL refused TLS extension 24 for connections to backends of %s; does "
               "another module register it too?",
               server->server_hostname);
  return HTTP_INTERNAL_SERVER_ERROR;
}

int watch_outgoing(conn_rec* c, SSL* ssl, int is_proxy) {
  if (is_proxy == 0) return DECLINED;
  Outgoing* outgoing = outgoing_of(c);
  const ModuleState* state = config_of(c->base_server).state;
  if (outgoing == nullptr) return DECLINED;
  // Also without a key: the connection may be kept for a request that requires one.
  outgoing->flush = apr_brigade_create(c->pool, c->bucket_alloc);
  ap_add_output_filter_handle(state->outgoing_filter, outgoing, nullptr, c);
  // mod_proxy_http2 makes its header block before the handshake: there is nothing to put in.
  const char* protocols = apr_table_get(c->notes, "proxy-request-alpn-protos");
  const bool http2 = protocols != nullptr && std::strstr(protocols, "h2") != nullptr;
  if (outgoing->key != nullptr && !http2) {
    outgoing->handshake.offer(outgoing->key->signer.key_parameters);
    outgoing->speaks = tls::attach(ssl, &outgoing->handshake, state->indexes).ok();
  }
  return OK;
}

apr_status_t write_proof(ap_filter_t* filter, apr_bucket_brigade* brigade) {
  auto& outgoing = *static_cast<Outgoing*>(filter->ctx);
  if (outgoing.stage == Stage::passing || !has_data(brigade)) {
    return ap_pass_brigade(filter->next, brigade);
  }
  if (outgoing.stage == Stage::armed) {
    const apr_status_t status = finish_handshake(filter, outgoing.flush);
    if (status != APR_SUCCESS) return status;
    outgoing.header = header_for(outgoing);
    if (outgoing.header == nullptr && outgoing.require) return refuse(filter->c, outgoing);
    if (outgoing.header == nullptr) tell_unbound(filter->c, outgoing);
    outgoing.stage = outgoing.header != nullptr ? Stage::inserting : Stage::passing;
  }
  if (outgoing.stage == Stage::inserting) {
    const apr_status_t status = insert_header(outgoing, brigade);
    if (status != APR_SUCCESS) return status;
  }
  return ap_pass_brigade(filter->next, brigade);
}

}  // namespace tb::httpd
