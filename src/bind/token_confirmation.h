// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/confirmation.h"

namespace tb::bind {

// PresentedKeys are the hashes of the keys that a request's client has shown to hold, in base64url
// without padding. Views.
struct PresentedKeys {
  std::optional<std::string_view> id_hash;           // of the provided Token Binding ID
  std::optional<std::string_view> certificate_hash;  // of the client certificate, RFC 8705 3.1
  std::optional<std::string_view> dpop_hash;         // of the key of a DPoP proof, RFC 9449 6.1
};

// check_authorization holds `cnf.tbh` (OpenID Connect Token Bound Authentication 2),
// `cnf["x5t#S256"]` (RFC 8705 3.1) and `cnf.jkt` (RFC 9449 6.1) of the token in an Authorization
// field against the request; when a token holds several, each must match. A JWS under DPoP must
// hold a `jkt`. It judges no signature: whoever accepts the token must do
// that. What could be a JWS to anybody, under any scheme, must be the whole of the credentials and
// canonical: a compact JWS (RFC 7515 7.1) of two JSON objects without a duplicate member on the
// path to the confirmation, or an SD-JWT that begins with one. The work is linear in the field,
// whose size httpd's LimitRequestFieldSize bounds.
core::Confirmation check_authorization(std::string_view field, const PresentedKeys& presented);

}  // namespace tb::bind
