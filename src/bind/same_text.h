// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/crypto.h>

#include <string_view>

namespace tb::bind {

// same_text compares two hashes in their base64url form. How long it takes tells no more than
// whether their lengths agree.
inline bool same_text(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace tb::bind
