// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ossl/digest.h"

namespace tb::verify {

// A nonce of RFC 9449 8 is the second in which it was made and an authentication code: base64url of
// 8 and 16 octets. Whoever has the key can judge it, so that no server has to remember one.

// make_dpop_nonce returns 32 characters, or an empty text when OpenSSL fails.
std::string make_dpop_nonce(const ossl::Sha256& key, std::int64_t now);

// is_fresh_dpop_nonce returns whether a nonce was made with this key, and at most `lifetime`
// seconds ago or, by another server's clock, ahead.
bool is_fresh_dpop_nonce(std::string_view nonce, const ossl::Sha256& key, std::int64_t now,
                         std::int64_t lifetime);

}  // namespace tb::verify
