// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tb::core {

// Confirmation is what the `cnf` claim of a bearer token (RFC 7800 3) comes to on one request.
enum class Confirmation : std::uint8_t {
  opaque,     // no compact JWS: what it is bound to, if anything, cannot be read here
  malformed,  // like a compact JWS, but its payload or what it holds cannot be read
  none,       // a compact JWS without a confirmation of a kind known here
  matches,    // each that it holds is true of this request
  mismatch,   // bound to another key
  unbound,    // bound to a key, on a request without a key of that kind
};

}  // namespace tb::core
