// SPDX-License-Identifier: Apache-2.0
#include "httpd/bearer.h"

#include <apr_strings.h>
#include <http_request.h>

#include <cstring>
#include <vector>

#include "bind/bearer.h"
#include "httpd/certificate.h"
#include "httpd/config.h"
#include "httpd/entries.h"
#include "httpd/process.h"
#include "httpd/request.h"

namespace tb::httpd {
namespace {

// Authentication modules may take the field away before it is judged.
int remember_authorization(request_rec* r) {
  Request* request = request_of(r);
  if (request == nullptr || request->authorization != nullptr) return DECLINED;
  // Nearly no request has one, and apr_table_getm walks through all fields to say so.
  if (apr_table_get(r->headers_in, "Authorization") == nullptr) return DECLINED;
  request->authorization = apr_table_getm(request->pool, r->headers_in, "Authorization");
  return DECLINED;
}

bind::PresentedKeys presented_keys(request_rec* r, const Request& request) {
  bind::PresentedKeys presented;
  if (request.verified) presented.id_hash = request.verified->provided().hash;
  const char* certificate = request.fingerprint;
  if (certificate == nullptr) certificate = certificate_fingerprint(r, r->pool);
  if (certificate != nullptr) presented.certificate_hash = certificate;
  return presented;
}

// forget_credentials takes a refused token from the page that tells of it: an ErrorDocument may be
// an application as well, and even the one that this is about. `SetEnvIf Authorization` and
// RewriteRule [E=...] hand the field, or a part of it, to applications that CGI would not show it.
void forget_credentials(request_rec* r, const char* authorization) {
  constexpr std::size_t kShortestPart = 6;
  apr_table_unset(r->headers_in, "Authorization");
  std::vector<const char*> told;
  for (const apr_table_entry_t& entry : entries_of(r->subprocess_env)) {
    if (entry.key == nullptr || entry.val == nullptr) continue;
    const bool part =
        std::strlen(entry.val) >= kShortestPart && std::strstr(authorization, entry.val) != nullptr;
    if (part || std::strstr(entry.val, authorization) != nullptr) told.push_back(entry.key);
  }
  for (const char* name : told) apr_table_unset(r->subprocess_env, name);
}

int refuse(request_rec* r, Request& request, const policy::BearerDecision& decision) {
  config_of(r->server).process->counters.count(Event::bearer_refused);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "bearer: %s", decision.description);
  if (decision.http_status == HTTP_UNAUTHORIZED) {
    apr_table_addn(r->err_headers_out, "WWW-Authenticate",
                   apr_psprintf(r->pool, "Bearer error=\"invalid_token\", error_description=\"%s\"",
                                decision.description));
  }
  if (r->main == nullptr) {
    request.bearer_refused = true;
    forget_credentials(r, request.authorization);
  }
  return decision.http_status;
}

// By now every access check has had its say, mod_ssl's request for a client certificate among them,
// and `Satisfy Any` cannot overrule this one.
int check_bearer(request_rec* r) {
  const auto mode = directory_config_of(r).bearer.value_or(policy::BearerMode::off);
  Request* request = request_of(r);
  if (mode == policy::BearerMode::off || request == nullptr) return DECLINED;
  // The page for a 401 is not refused a second time.
  if (request->authorization == nullptr || request->bearer_refused) return DECLINED;
  const policy::BearerDecision decision = policy::decide_bearer(
      bind::check_authorization(request->authorization, presented_keys(r, *request)), mode);
  return decision.http_status == policy::kGoOn ? DECLINED : refuse(r, *request, decision);
}

}  // namespace

void register_bearer_hooks(apr_pool_t*) {
  ap_hook_header_parser(remember_authorization, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
  ap_hook_fixups(check_bearer, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
}

}  // namespace tb::httpd
