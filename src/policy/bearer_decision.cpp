// SPDX-License-Identifier: Apache-2.0
#include "policy/bearer_decision.h"

namespace tb::policy {
namespace {

using core::Confirmation;

constexpr int kBadRequest = 400;
constexpr int kUnauthorized = 401;

const char* describe(Confirmation confirmation) {
  switch (confirmation) {
    case Confirmation::mismatch:
      return "The access token is bound to another key";
    case Confirmation::unbound:
      return "The access token is bound to a key that this request does not prove";
    case Confirmation::none:
    case Confirmation::opaque:
      return "The access token is not bound to a key";
    case Confirmation::unconfirmed:
      return "The access token is not bound to a DPoP key";
    case Confirmation::malformed:
      return "The access token is not a JWS in its canonical form";
    case Confirmation::ill_formed:
      return "The request does not have one Authorization field of a scheme and credentials";
    case Confirmation::foreign:
    case Confirmation::matches:
      break;
  }
  return nullptr;
}

bool refuses(Confirmation confirmation, BearerMode mode) {
  if (mode == BearerMode::off) return false;
  switch (confirmation) {
    case Confirmation::foreign:
    case Confirmation::matches:
      return false;
    case Confirmation::opaque:
    case Confirmation::none:
      return mode == BearerMode::required;
    case Confirmation::mismatch:
    case Confirmation::unbound:
    case Confirmation::unconfirmed:
    case Confirmation::malformed:
    case Confirmation::ill_formed:
      break;
  }
  return true;
}

}  // namespace

BearerDecision decide_bearer(Confirmation confirmation, BearerMode mode) {
  if (!refuses(confirmation, mode)) return {};
  return {confirmation == Confirmation::ill_formed ? kBadRequest : kUnauthorized,
          describe(confirmation),
          confirmation == Confirmation::mismatch || confirmation == Confirmation::unbound};
}

}  // namespace tb::policy
