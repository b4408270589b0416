// SPDX-License-Identifier: Apache-2.0
#include "httpd/authz.h"

#include <ap_provider.h>
#include <apr_strings.h>
#include <http_request.h>
#include <mod_auth.h>

#include "httpd/config.h"
#include "httpd/process.h"
#include "httpd/request.h"
#include "policy/decision.h"

namespace tb::httpd {
namespace {

using policy::Requirement;

constexpr Requirement kProvided = Requirement::provided;
constexpr Requirement kReferred = Requirement::referred;

const char* parse_requirement(cmd_parms* cmd, const char* argument, const void** parsed) {
  const char* word = ap_getword_conf(cmd->temp_pool, &argument);
  if (*word == '\0') {
    *parsed = &kProvided;
  } else if (ap_cstr_casecmp(word, "referred") == 0 && *argument == '\0') {
    *parsed = &kReferred;
  } else {
    return apr_psprintf(cmd->temp_pool,
                        "Require token-binding: '%s' is not valid here: write nothing more, or "
                        "'referred'",
                        word);
  }
  return nullptr;
}

// Denied, not "no user": a client without a key cannot log in to get one, so it is 403, not 401.
authz_status check_requirement(request_rec* r, const char*, const void* parsed) {
  const auto requirement = *static_cast<const Requirement*>(parsed);
  const Request* request = request_of(r);
  const bool bound = request != nullptr && request->verified != nullptr;
  const bool met = policy::meets(requirement, bound ? request->verified.get() : nullptr);
  if (met) return AUTHZ_GRANTED;
  config_of(r->server).process->counters.count(Event::denied);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                "decide: Require token-binding%s is not met by %s (status %s)",
                requirement == Requirement::referred ? " referred" : "", r->uri,
                request == nullptr ? "none" : policy::to_text(request->decision.status).data());
  return AUTHZ_DENIED;
}

const authz_provider kProvider = {&check_requirement, &parse_requirement};

}  // namespace

void register_authz(apr_pool_t* pool) {
  ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, "token-binding", AUTHZ_PROVIDER_VERSION,
                            &kProvider, AP_AUTH_INTERNAL_PER_CONF);
}

}  // namespace tb::httpd
