// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tb::core {

// Confirmation is what an Authorization field, and the `cnf` claim of a token in it (RFC 7800 3),
// amount to on one request. Later values are worse.
enum class Confirmation : std::uint8_t {
  foreign,      // no JWS, and of a scheme that is not about access tokens
  opaque,       // an access token that is no JWS to anybody
  none,         // a JWS without a confirmation of a kind known here
  matches,      // each that it holds is true of this request
  mismatch,     // bound to another key
  unbound,      // bound to a key, on a request without a key of that kind
  unconfirmed,  // a JWS under DPoP that is bound to no DPoP key
  malformed,    // a JWS to somebody, but not in its canonical form, or not to be read
  ill_formed,   // the field is not one of RFC 9110 11.4
};

}  // namespace tb::core
