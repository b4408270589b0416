// SPDX-License-Identifier: Apache-2.0
#include <apr_network_io.h>
#include <http_protocol.h>
#include <http_request.h>

#include <cstring>

#include "httpd/config.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"
#include "httpd/subnet.h"

namespace tb::httpd {
namespace {

constexpr const char* kHandler = "token-binding-metrics";

bool is_loopback(apr_pool_t* pool, apr_sockaddr_t* address) {
  for (const char* text : {"127.0.0.0/8", "::1"}) {
    apr_ipsubnet_t* subnet = parse_subnet(pool, text);
    if (subnet != nullptr && apr_ipsubnet_test(subnet, address) != 0) return true;
  }
  return false;
}

// What a proxy on this machine passes on comes from a loopback address too, whoever asked.
bool was_forwarded(const request_rec* r) {
  for (const char* name : {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via"}) {
    if (apr_table_get(r->headers_in, name) != nullptr) return true;
  }
  return false;
}

// Both the TCP peer and whom mod_remoteip takes for the client.
bool is_local(const request_rec* r) {
  return is_loopback(r->pool, r->connection->client_addr) &&
         is_loopback(r->pool, r->useragent_addr) && !was_forwarded(r);
}

bool may_read(const request_rec* r) {
  const MetricsReaders& readers = directory_config_of(r).metrics_from;
  if (readers.subnets == nullptr) return is_local(r);
  return contains(readers.subnets, r->useragent_addr);
}

}  // namespace

int serve_metrics(request_rec* r) {
  if (r->handler == nullptr || std::strcmp(r->handler, kHandler) != 0) return DECLINED;
  r->allowed |= AP_METHOD_BIT << M_GET;
  if (r->method_number != M_GET) return HTTP_METHOD_NOT_ALLOWED;
  if (!may_read(r)) {
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  "status: metrics were refused to an address that is neither loopback nor in "
                  "TokenBindingMetricsFrom");
    return HTTP_FORBIDDEN;
  }
  const MetricsFormat format = requested_format(apr_table_get(r->headers_in, "Accept"));
  ap_set_content_type(r, content_type(format));
  apr_table_setn(r->headers_out, "Cache-Control", "no-store");
  apr_table_mergen(r->headers_out, "Vary", "Accept");
  for (const Numbers& family : numbers()) {
    const std::string text = metrics_text(family, config_of(r->server).state->hosts, format);
    ap_rwrite(text.data(), static_cast<int>(text.size()), r);
  }
  const std::string_view end = metrics_end(format);
  ap_rwrite(end.data(), static_cast<int>(end.size()), r);
  return OK;
}

}  // namespace tb::httpd
