// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bind/cookie_keys.h"
#include "core/result.h"

namespace tb::bind {

// kMaxSealedSize bounds what is opened, and so what is sealed: nine pieces that a client keeps.
inline constexpr std::size_t kMaxSealedSize = 32768;

// is_sealed returns whether a value claims to be sealed; for most others that costs one comparison.
bool is_sealed(std::string_view value);

// seal_text returns a JWE in compact form (RFC 7516 3.1; dir, A256GCM) over `payload`, made with
// the first key; its header is marked for `holder`, unless that is empty. Errors: kCookieTooLong,
// kLibrary.
core::Result<std::string> seal_text(std::string_view payload, std::string_view holder,
                                    const CookieKeys& keys);

// is_marked_for reports whether a sealed value says that it was sealed to this holder, without
// opening it. Whoever did not get a seal for this holder cannot make one that says so.
bool is_marked_for(std::string_view sealed, std::string_view holder, const CookieKeys& keys);

// open_text returns the payload of such a JWE. A forged one costs one decryption at most, and none
// when its key, size or form is wrong. Errors, in this order: kCookieUnsealed, kCookieTooLong,
// kCookieKeyUnknown, kCookieForged.
core::Result<std::string> open_text(std::string_view sealed, const CookieKeys& keys);

}  // namespace tb::bind
