// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/confirmation.h"

namespace tb::bind {

inline constexpr std::size_t kMaxTokenSize = 65536;

// PresentedKeys are the hashes of the keys that a request's client has shown to hold, in base64url
// without padding. Views.
struct PresentedKeys {
  std::optional<std::string_view> id_hash;           // of the provided Token Binding ID
  std::optional<std::string_view> certificate_hash;  // of the client certificate, RFC 8705 3.1
};

// bearer_token gives the token in an Authorization field of the Bearer scheme (RFC 6750 2.1).
std::optional<std::string_view> bearer_token(std::string_view authorization);

// check_confirmation holds `cnf.tbh` (OpenID Connect Token Bound Authentication 2) and
// `cnf["x5t#S256"]` (RFC 8705 3.1) of a compact JWS against the request. It judges no signature:
// whoever accepts the token must do that. When a token holds both, both must match.
core::Confirmation check_confirmation(std::string_view token, const PresentedKeys& presented);

}  // namespace tb::bind
