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

// bearer_credentials gives what follows the word Bearer in an Authorization field (RFC 6750 2.1).
// Lenient applications find that word anywhere, and take what stands behind it for a token whatever
// parts the two; so it is looked for behind other schemes and before any character.
std::optional<std::string_view> bearer_credentials(std::string_view authorization);

// check_confirmation holds `cnf.tbh` (OpenID Connect Token Bound Authentication 2) and
// `cnf["x5t#S256"]` (RFC 8705 3.1) of a compact JWS against the request. It judges no signature:
// whoever accepts the token must do that. When a token holds both, both must match. Of credentials
// that are several tokens, since a client sent several fields, the gravest objection counts.
core::Confirmation check_confirmation(std::string_view credentials, const PresentedKeys& presented);

}  // namespace tb::bind
