// SPDX-License-Identifier: Apache-2.0
#include "httpd/authz.h"

#include <ap_provider.h>
#include <apr_strings.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_auth.h>

#include "httpd/config.h"
#include "httpd/process.h"
#include "policy/decision.h"

namespace tb::httpd {
namespace {

using policy::Requirement;

constexpr Requirement kProvided = Requirement::provided;
constexpr Requirement kReferred = Requirement::referred;

const char* parse_requirement(cmd_parms* cmd, const char* argument, const void** parsed) {
  const char* word = ap_getword_conf(cmd->temp_pool, &argument);
  const bool is_referred = ap_cstr_casecmp(word, "referred") == 0;
  if (*word == '\0' || (is_referred && *argument == '\0')) {
    *parsed = is_referred ? &kReferred : &kProvided;
    return nullptr;
  }
  return apr_psprintf(cmd->temp_pool,
                      "Require token-binding: '%s' is not valid here: write nothing more, or "
                      "'referred'",
                      is_referred ? argument : word);
}

// Denied, not "no user": a client without a key cannot log in to get one, so it is 403, not 401.
// Noted, not yet told: <RequireAny> may still let the request in, and httpd asks again when it has
// learnt the user.
authz_status check_requirement(request_rec* r, const char*, const void* parsed) {
  const auto requirement = *static_cast<const Requirement*>(parsed);
  Request* request = request_of(r);
  if (request == nullptr) return AUTHZ_DENIED;
  const bool met = policy::meets(requirement, request->verified.get());
  if (r->main == nullptr) request->asked = {requirement, met};
  return met ? AUTHZ_GRANTED : AUTHZ_DENIED;
}

// Fixups come after authorization: who gets here was let in, or is an error's document.
int forget_question(request_rec* r) {
  const bool error_document = r->prev != nullptr && ap_is_HTTP_ERROR(r->prev->status);
  Request* request = request_of(r);
  if (request != nullptr && r->main == nullptr && !error_document) request->asked.reset();
  return DECLINED;
}

const authz_provider kProvider = {&check_requirement, &parse_requirement};

}  // namespace

void tell_refusal(request_rec* r, const Request& request) {
  // Whoever is asked for a password, or sent to log in, is not refused yet.
  if (!request.asked || r->status != HTTP_FORBIDDEN) return;
  const auto& [requirement, met] = *request.asked;
  if (!met) config_of(r->server).process->counters.count(Event::denied);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                "decide: refused, and Require token-binding%s is %s (status %s)",
                requirement == Requirement::referred ? " referred" : "", met ? "met" : "not met",
                policy::to_text(request.decision.status).data());
}

void register_authz(apr_pool_t* pool) {
  ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, "token-binding", AUTHZ_PROVIDER_VERSION,
                            &kProvider, AP_AUTH_INTERNAL_PER_CONF);
  ap_hook_fixups(forget_question, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
}

}  // namespace tb::httpd
