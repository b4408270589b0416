// SPDX-License-Identifier: Apache-2.0
#include "policy/bearer.h"

namespace tb::policy {
namespace {

constexpr int kUnauthorized = 401;

const char* describe(core::Confirmation confirmation) {
  switch (confirmation) {
    case core::Confirmation::mismatch:
      return "The access token is bound to another key";
    case core::Confirmation::unbound:
      return "The access token is bound to a key that this request does not prove";
    case core::Confirmation::none:
      return "The access token is not bound to a key";
    case core::Confirmation::opaque:
    case core::Confirmation::malformed:
    case core::Confirmation::matches:
      break;
  }
  return "The access token has no binding that can be read";
}

bool refuses(core::Confirmation confirmation, BearerMode mode) {
  switch (mode) {
    case BearerMode::off:
      return false;
    case BearerMode::optional:
      return confirmation == core::Confirmation::mismatch ||
             confirmation == core::Confirmation::unbound;
    case BearerMode::required:
      return confirmation != core::Confirmation::matches;
  }
  return true;
}

}  // namespace

BearerDecision decide_bearer(core::Confirmation confirmation, BearerMode mode) {
  if (!refuses(confirmation, mode)) return {};
  return {kUnauthorized, describe(confirmation)};
}

}  // namespace tb::policy
