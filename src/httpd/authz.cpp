// SPDX-License-Identifier: Apache-2.0
#include <ap_provider.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_auth.h>

#include <algorithm>

#include "httpd/config.h"
#include "httpd/denial.h"
#include "httpd/hooks.h"
#include "httpd/pool.h"
#include "httpd/request.h"
#include "policy/decision.h"

namespace tb::httpd {
namespace {

using policy::Requirement;

constexpr Requirement kProvided = Requirement::provided;
constexpr Requirement kReferred = Requirement::referred;
constexpr const char* kTokenBinding = "token-binding";
constexpr const char* kReferredName = "token-binding referred";
constexpr const char* kProof = "token-binding-proof";

// remember_need notes that a virtual host needs TLS. Not while requests are served: .htaccess files
// are read by many threads. httpd makes a virtual host's config at its first directive of this
// module, and Require is not one.
void remember_need(const cmd_parms* cmd) {
  if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_RUN_MPM) return;
  ap_conf_vector_t* all = cmd->server->module_config;
  auto* config = static_cast<ServerConfig*>(ap_get_module_config(all, &token_binding_module));
  if (config == nullptr) {
    config = make_in<ServerConfig>(cmd->pool);
    ap_set_module_config(all, &token_binding_module, config);
  }
  config->needs_tls.directive = "Require token-binding";
}

const char* parse_requirement(cmd_parms* cmd, const char* argument, const void** parsed) {
  remember_need(cmd);
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

const char* parse_proofs(cmd_parms* cmd, const char* argument, const void** parsed) {
  auto* kinds = make_in<policy::ProofSet>(cmd->pool);
  while (*argument != '\0') {
    const char* word = ap_getword_conf(cmd->temp_pool, &argument);
    const auto same = [word](const verify::ProofKindText& kind) {
      return ap_cstr_casecmp(kind.word.data(), word) == 0;
    };
    const auto* kind = std::ranges::find_if(verify::kProofKinds, same);
    if (kind == std::end(verify::kProofKinds)) {
      return apr_psprintf(
          cmd->temp_pool,
          "Require token-binding-proof: '%s' is not valid here: write nothing more, "
          "or one or more of token-binding, certificate, device and dpop",
          word);
    }
    kinds->add(kind->kind);
  }
  *parsed = kinds;
  return nullptr;
}

// Denied, not "no user": a client without a key cannot log in to get one, so it is 403, not 401.
// The question stays open: <RequireAny> may still let the request in, and httpd asks again when it
// has learnt the user.
authz_status answer(request_rec* r, const char* requirement, bool met) {
  Slot* slot = slot_of(r);
  if (slot == nullptr) return AUTHZ_DENIED;
  slot->question = {requirement, met};
  return met ? AUTHZ_GRANTED : AUTHZ_DENIED;
}

authz_status check_requirement(request_rec* r, const char*, const void* parsed) {
  const auto requirement = *static_cast<const Requirement*>(parsed);
  const policy::Judgement* judgement = judgement_of(r);
  return answer(r, requirement == Requirement::referred ? kReferredName : kTokenBinding,
                judgement != nullptr && policy::meets(requirement, judgement->proofs));
}

authz_status check_proofs(request_rec* r, const char*, const void* parsed) {
  const auto& kinds = *static_cast<const policy::ProofSet*>(parsed);
  const policy::Judgement* judgement = judgement_of(r);
  return answer(r, kProof, judgement != nullptr && kinds.is_met(judgement->proofs));
}

const authz_provider kBindingProvider = {&check_requirement, &parse_requirement};
const authz_provider kProofProvider = {&check_proofs, &parse_proofs};

// open_question returns the question that kept a request from its handler, or null. An error page
// is another request_rec than the one that was refused.
const Question* open_question(request_rec* r) {
  for (; r != nullptr; r = r->prev) {
    const Slot* slot = slot_of(r);
    if (slot != nullptr && slot->question) return &*slot->question;
  }
  return nullptr;
}

}  // namespace

int forget_question(request_rec* r) {
  if (Slot* slot = slot_of(r)) slot->question.reset();
  return DECLINED;
}

void log_denial(request_rec* r) {
  // Whoever is asked for a password, or sent to log in, is not refused yet.
  if (r->status != HTTP_FORBIDDEN) return;
  const Question* question = open_question(r);
  if (question == nullptr) return;
  if (!question->met) counters_of(r).count(Event::denied);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "decide: refused, and Require %s is %s (status %s)",
                question->requirement, question->met ? "met" : "not met",
                policy::to_text(judgement_of(r)->decision.status).data());
}

void register_authorization(apr_pool_t* pool) {
  ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, kTokenBinding, AUTHZ_PROVIDER_VERSION,
                            &kBindingProvider, AP_AUTH_INTERNAL_PER_CONF);
  ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, kProof, AUTHZ_PROVIDER_VERSION,
                            &kProofProvider, AP_AUTH_INTERNAL_PER_CONF);
}

}  // namespace tb::httpd
