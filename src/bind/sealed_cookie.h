// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "bind/cookie_keys.h"
#include "core/result.h"

namespace tb::bind {

// kMaxSealedSize bounds what is opened, and so what is sealed: nine pieces that a client keeps.
inline constexpr std::size_t kMaxSealedSize = 32768;

// BoundCookie is what a seal covers: a cookie and the Token Binding ID that may bring it back.
// Views. `id_hash` is base64url(SHA-256(ID)), the `tbh` of OpenID Connect Token Bound
// Authentication 2.
struct BoundCookie {
  std::string_view name;
  std::string_view value;
  std::string_view id_hash;
};

// seal gives a JWE in compact form (RFC 7516 3.1; dir, A256GCM) made with the first key. Its
// payload is {"name":...,"value":...,"cnf":{"tbh":...}} (RFC 7800 3.1), so that a value can be
// moved neither to another name nor to another ID. Errors: kCookieTooLong, kLibrary.
core::Result<std::string> seal(const BoundCookie& cookie, const CookieKeys& keys);

// is_sealed says whether a value claims to be sealed; for most others that costs one comparison.
bool is_sealed(std::string_view value);

// is_marked_for reports whether a sealed value says that it was sealed to this ID, without opening
// it. Whoever did not get a seal for this ID cannot make one that says so.
bool is_marked_for(std::string_view sealed, std::string_view id_hash, const CookieKeys& keys);

// SealedCookie is a value that came back, and what it must agree with. Views.
struct SealedCookie {
  std::string_view name;
  std::string_view sealed;
  std::string_view id_hash;
};

// open gives the value that was sealed for this name and this ID. A forged one costs one decryption
// at most, and none when its key, size or form is wrong. Errors, in this order: kCookieUnsealed,
// kCookieTooLong, kCookieKeyUnknown, kCookieForged, kCookieRenamed, kCookieOtherID.
core::Result<std::string> open(const SealedCookie& cookie, const CookieKeys& keys);

}  // namespace tb::bind
