// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/confirmation.h"
#include "policy/decision.h"

namespace tb::policy {

// BearerMode is the argument of TokenBindingBearer.
enum class BearerMode : std::uint8_t { off, optional, required };

// BearerDecision is what becomes of a request with a bearer token. `description` is for the
// error_description of WWW-Authenticate (RFC 6750 3): a literal without quotes or backslashes.
struct BearerDecision {
  int http_status = kGoOn;
  const char* description = nullptr;
};

// decide_bearer only ever adds a refusal: kGoOn says nothing about the token's own worth.
BearerDecision decide_bearer(core::Confirmation confirmation, BearerMode mode);

}  // namespace tb::policy
