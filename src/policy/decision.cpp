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
  // RFC 8473 2: a MUST, whether or not Token Binding is in use, and not for `ignore` to soften.
  if (seen.presence == Presence::several) return {Status::invalid, kBadRequest};
  if (seen.assertion == Verdict::good) return {Status::proxied, kGoOn};
  if (seen.assertion == Verdict::bad) return {Status::invalid, kBadRequest};
  if (!seen.negotiated) return {Status::none, kGoOn};
  if (seen.presence == Presence::absent) return {Status::absent, kGoOn};
  if (seen.message == Verdict::good) return {Status::valid, kGoOn};
  return {Status::invalid, invalid_action == InvalidAction::ignore ? kGoOn : kBadRequest};
}

bool allows(const ServerSettings& settings, const core::Negotiated& negotiated) {
  return settings.enabled && settings.supported.lowest <= negotiated.version &&
         negotiated.version <= settings.supported.highest &&
         settings.supported.key_parameters.contains(negotiated.key_parameters);
}

bool meets(Requirement requirement, const verify::VerifiedBindings* verified) {
  if (verified == nullptr) return false;
  return requirement == Requirement::provided || verified->referred().has_value();
}

}  // namespace tb::policy
