// SPDX-License-Identifier: Apache-2.0
#include <token_binding/mod_token_binding.h>

#include "httpd/hooks.h"
#include "httpd/pool.h"
#include "httpd/request.h"

namespace tb::httpd {
namespace {

using policy::Status;

static_assert(TOKEN_BINDING_NONE == static_cast<int>(Status::none) &&
              TOKEN_BINDING_ABSENT == static_cast<int>(Status::absent) &&
              TOKEN_BINDING_VALID == static_cast<int>(Status::valid) &&
              TOKEN_BINDING_INVALID == static_cast<int>(Status::invalid) &&
              TOKEN_BINDING_PROXIED == static_cast<int>(Status::proxied));

constexpr int kUnknown = -1;

const verify::VerifiedBindings* verified_of(const request_rec* r) {
  const policy::Judgement* judgement = judgement_of(r);
  return judgement != nullptr ? judgement->proofs.bindings.get() : nullptr;
}

const unsigned char* octets_of(const verify::VerifiedID* id, apr_size_t* length) {
  *length = id != nullptr ? id->octets.size() : 0;
  return id != nullptr ? id->octets.data() : nullptr;
}

// The names are those under which the functions are offered.

int token_binding_status(request_rec* r) {
  const policy::Judgement* judgement = judgement_of(r);
  return judgement != nullptr ? static_cast<int>(judgement->decision.status) : TOKEN_BINDING_NONE;
}

const unsigned char* token_binding_provided_id(request_rec* r, apr_size_t* length) {
  const auto* verified = verified_of(r);
  return octets_of(verified != nullptr ? &verified->provided() : nullptr, length);
}

const unsigned char* token_binding_referred_id(request_rec* r, apr_size_t* length) {
  const auto* verified = verified_of(r);
  const bool known = verified != nullptr && verified->referred();
  return octets_of(known ? &*verified->referred() : nullptr, length);
}

const unsigned char* token_binding_other_id(request_rec* r, apr_size_t index, int* type,
                                            apr_size_t* length) {
  const auto* verified = verified_of(r);
  *type = 0;
  if (verified == nullptr || index >= verified->others().size()) return octets_of(nullptr, length);
  const verify::OtherID& other = verified->others()[index];
  *type = static_cast<int>(other.type);
  return octets_of(&other.id, length);
}

int token_binding_version(request_rec* r) {
  const policy::Judgement* judgement = judgement_of(r);
  if (judgement == nullptr || !judgement->binding) return kUnknown;
  const core::Version version = judgement->binding->negotiated.version;
  return version.major_part() << 8 | version.minor_part();
}

int token_binding_key_parameters(request_rec* r) {
  const policy::Judgement* judgement = judgement_of(r);
  if (judgement == nullptr || !judgement->binding) return kUnknown;
  return static_cast<int>(judgement->binding->negotiated.key_parameters);
}

const char* token_binding_proof(request_rec* r) {
  const Arrival* arrival = arrival_of(r);
  if (arrival == nullptr) return "";
  return copy_in(arrival->pool, policy::proof_text(arrival->judgement->proofs));
}

const char* token_binding_proof_hash(request_rec* r, const char* kind) {
  const policy::Judgement* judgement = judgement_of(r);
  if (judgement == nullptr) return nullptr;
  for (const verify::ProofKindText& row : verify::kProofKinds) {
    if (row.word != kind) continue;
    const auto hash = judgement->proofs.hash(row.kind);
    return hash ? hash->data() : nullptr;  // of a std::string: it ends with a NUL
  }
  return nullptr;
}

}  // namespace

void register_api() {
  APR_REGISTER_OPTIONAL_FN(token_binding_status);
  APR_REGISTER_OPTIONAL_FN(token_binding_provided_id);
  APR_REGISTER_OPTIONAL_FN(token_binding_referred_id);
  APR_REGISTER_OPTIONAL_FN(token_binding_other_id);
  APR_REGISTER_OPTIONAL_FN(token_binding_version);
  APR_REGISTER_OPTIONAL_FN(token_binding_key_parameters);
  APR_REGISTER_OPTIONAL_FN(token_binding_proof);
  APR_REGISTER_OPTIONAL_FN(token_binding_proof_hash);
}

}  // namespace tb::httpd
