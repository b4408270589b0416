// SPDX-License-Identifier: Apache-2.0
#include <apr_strings.h>
#include <http_request.h>

#include <cstring>
#include <vector>

#include "bind/token_confirmation.h"
#include "httpd/config.h"
#include "httpd/dpop.h"
#include "httpd/entries.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"
#include "httpd/request.h"
#include "httpd/theft_log.h"

namespace tb::httpd {
namespace {

bind::PresentedKeys presented_keys(const verify::Proofs& proofs) {
  return {.id_hash = proofs.hash(verify::ProofKind::token_binding),
          .certificate_hash = proofs.hash(verify::ProofKind::certificate),
          .dpop_hash = proofs.hash(verify::ProofKind::dpop)};
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

// end takes what is refused from all that comes after, and returns the status.
int end(request_rec* r, Arrival& arrival, int http_status) {
  if (r->main == nullptr) {
    forget_credentials(r, arrival.authorization);
    arrival.authorization = nullptr;  // the page for a 401 is not refused a second time
  }
  return http_status;
}

// challenge names what would be accepted (RFC 6750 3, RFC 9449 7.1).
void challenge(request_rec* r, const Dpop* dpop, const char* description) {
  if (dpop == nullptr) {
    apr_table_addn(r->err_headers_out, "WWW-Authenticate",
                   apr_psprintf(r->pool, "Bearer error=\"invalid_token\", error_description=\"%s\"",
                                description));
  }
  challenge_dpop(r, nullptr, dpop != nullptr ? description : nullptr);
}

int refuse_proof(request_rec* r, Arrival& arrival, const Dpop& dpop) {
  const core::Error fault = dpop.verdict->error();
  challenge_dpop(r, &fault, nullptr);
  send_dpop_nonce(r);  // now, since the error page may belong to another directory
  return end(r, arrival, HTTP_UNAUTHORIZED);
}

int refuse(request_rec* r, Arrival& arrival, const Dpop* dpop,
           const policy::BearerDecision& decision) {
  counters_of(r).count(Event::bearer_refused);
  if (!decision.is_theft || !log_theft(r, "bearer", decision.description)) {
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "bearer: %s", decision.description);
  }
  if (decision.http_status == HTTP_UNAUTHORIZED) challenge(r, dpop, decision.description);
  return end(r, arrival, decision.http_status);
}

}  // namespace

// Before authorization, which would answer 403 to a client that has only to repeat its request with
// a nonce. `Require token-binding-proof dpop` asks after what is proved here.
int prove_dpop(request_rec* r) {
  const auto mode = directory_config_of(r).bearer.value_or(policy::BearerMode::off);
  Arrival* arrival = arrival_of(r);
  if (mode == policy::BearerMode::off || arrival == nullptr) return DECLINED;
  const Dpop* dpop = judge_dpop(r, *arrival);
  if (dpop == nullptr || dpop->verdict->ok()) return DECLINED;
  return refuse_proof(r, *arrival, *dpop);
}

// Authentication modules may take the field away before it is judged.
int remember_authorization(request_rec* r) {
  Arrival* arrival = arrival_of(r);
  if (arrival == nullptr || arrival->authorization != nullptr) return DECLINED;
  // Nearly no request has one, and apr_table_getm walks through all fields to say so.
  if (apr_table_get(r->headers_in, "Authorization") == nullptr) return DECLINED;
  arrival->authorization = apr_table_getm(arrival->pool, r->headers_in, "Authorization");
  return DECLINED;
}

int check_bearer(request_rec* r) {
  const auto mode = directory_config_of(r).bearer.value_or(policy::BearerMode::off);
  Arrival* arrival = arrival_of(r);
  if (mode == policy::BearerMode::off || arrival == nullptr) return DECLINED;
  if (arrival->authorization == nullptr) return DECLINED;
  const Dpop* dpop = judge_dpop(r, *arrival);
  if (dpop != nullptr && !dpop->verdict->ok()) return refuse_proof(r, *arrival, *dpop);
  const policy::BearerDecision decision = policy::decide_bearer(
      bind::check_authorization(arrival->authorization, presented_keys(arrival->judgement->proofs)),
      mode);
  return decision.http_status == policy::kNotRefused ? DECLINED
                                                     : refuse(r, *arrival, dpop, decision);
}

}  // namespace tb::httpd
