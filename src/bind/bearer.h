// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/confirmation.h"

namespace tb::bind {

// In octets, of a token's header and of its claims, before they are parsed.
inline constexpr std::size_t kMaxSegmentSize = 65536;

// PresentedKeys are the hashes of the keys that a request's client has shown to hold, in base64url
// without padding. Views.
struct PresentedKeys {
  std::optional<std::string_view> id_hash;           // of the provided Token Binding ID
  std::optional<std::string_view> certificate_hash;  // of the client certificate, RFC 8705 3.1
};

// check_authorization holds `cnf.tbh` (OpenID Connect Token Bound Authentication 2) and
// `cnf["x5t#S256"]` (RFC 8705 3.1) of the compact JWSs in an Authorization field against the
// request. It judges no signature: whoever accepts the token must do that. When a token holds both,
// both must match; of several tokens the gravest objection counts. Nothing when the field has no
// bearer token (RFC 6750 2.1) and no JWS under another scheme, where some applications take one.
// Lenient ones find the word Bearer anywhere, and take what stands behind it for a token whatever
// parts the two, or take the word out: all of that is considered.
std::optional<core::Confirmation> check_authorization(std::string_view field,
                                                      const PresentedKeys& presented);

}  // namespace tb::bind
