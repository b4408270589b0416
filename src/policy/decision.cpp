// SPDX-License-Identifier: Apache-2.0
#include "policy/decision.h"

#include <array>

namespace tb::policy {
namespace {

constexpr int kBadRequest = 400;

}  // namespace

std::string_view to_text(Status status) {
  constexpr std::array<std::string_view, 5> kTexts{"none", "absent", "valid", "invalid", "proxied"};
  return kTexts[static_cast<std::size_t>(status)];
}

Decision decide(const Observation& seen, InvalidAction invalid_action) {
  // RFC 8473 2: a MUST, whether or not Token Binding is in use. `ignore` does not change it.
  if (seen.presence == Presence::several) return {Status::invalid, kBadRequest};
  if (seen.assertion == Verdict::good) return {Status::proxied, kNotRefused};
  if (seen.assertion == Verdict::bad) return {Status::invalid, kBadRequest};
  if (!seen.negotiated) return {Status::none, kNotRefused};
  if (seen.presence == Presence::absent) return {Status::absent, kNotRefused};
  if (seen.message == Verdict::good) return {Status::valid, kNotRefused};
  return {Status::invalid, invalid_action == InvalidAction::ignore ? kNotRefused : kBadRequest};
}

bool allows(const ServerSettings& settings, const core::Negotiated& negotiated) {
  return settings.enabled && settings.supported.lowest <= negotiated.version &&
         negotiated.version <= settings.supported.highest &&
         settings.supported.key_parameters.contains(negotiated.key_parameters);
}

bool meets(Requirement requirement, const verify::Proofs& proofs) {
  if (proofs.bindings == nullptr) return false;
  return requirement == Requirement::provided || proofs.bindings->referred().has_value();
}

bool ProofSet::is_met(const verify::Proofs& proofs) const {
  for (const verify::ProofKindText& kind : verify::kProofKinds) {
    const bool named = bits_ == 0 || (bits_ & 1u << static_cast<unsigned>(kind.kind)) != 0;
    if (named && proofs.hash(kind.kind)) return true;
  }
  return false;
}

std::string proof_text(const verify::Proofs& proofs) {
  std::string text;
  for (const verify::ProofKindText& kind : verify::kProofKinds) {
    if (!proofs.hash(kind.kind)) continue;
    if (!text.empty()) text += ',';
    text += kind.word;
  }
  return text;
}

}  // namespace tb::policy
