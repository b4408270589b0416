// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/confirmation.h"
#include "policy/decision.h"

namespace tb::policy {

// BearerMode is the argument of TokenBindingBearer.
enum class BearerMode : std::uint8_t { off, optional, required };

// BearerDecision is the decision on a request with an Authorization field: it goes on, or it is
// refused with 400 where the field is not well-formed, or with 401. `description` is for the
// error_description of WWW-Authenticate (RFC 6750 3): a literal without quotes or backslashes; null
// when it goes on.
struct BearerDecision {
  int http_status = kNotRefused;
  const char* description = nullptr;
  bool is_theft = false;  // the token is bound to a key that the request does not prove
};

// decide_bearer only adds a refusal: kNotRefused does not mean that the token itself is valid.
BearerDecision decide_bearer(core::Confirmation confirmation, BearerMode mode);

}  // namespace tb::policy
