// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/confirmation.h"
#include "policy/decision.h"

namespace tb::policy {

// BearerMode is the argument of TokenBindingBearer.
enum class BearerMode : std::uint8_t { off, optional, required };

// BearerDecision is what becomes of a request with an Authorization field: it goes on, or gets 400
// where the field is not well-formed, or 401. `description` is for the error_description of
// WWW-Authenticate (RFC 6750 3): a literal without quotes or backslashes; null when it goes on.
struct BearerDecision {
  int http_status = kNotRefused;
  const char* description = nullptr;
  bool is_theft = false;  // the token is bound to a key that the request does not prove
};

// decide_bearer only ever adds a refusal: kNotRefused says nothing about the token's own worth.
BearerDecision decide_bearer(core::Confirmation confirmation, BearerMode mode);

}  // namespace tb::policy
