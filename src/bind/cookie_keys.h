// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bind/owned.h"
#include "core/result.h"
#include "ossl/digest.h"

namespace tb::bind {

inline constexpr std::size_t kMaxCookieKeys = 16;
inline constexpr std::size_t kMaxKeySetSize = 65536;
inline constexpr std::size_t kMaxKidSize = 64;

// CookieKey is one symmetric key for A256GCM.
struct CookieKey {
  Owned<cjose_jwk_t> jwk;
  std::string kid;
};

// CookieKeys are the keys of one JWK Set (RFC 7517 5), read-only once parsed and thus fit for all
// threads: the first seals, each opens.
class CookieKeys {
 public:
  // parse takes 1 to kMaxCookieKeys `oct` keys of 32 octets, each with a `kid` of its own. The
  // error's offset is a place in the text for Cause::kJson, else the number of the key, from 0.
  static core::Result<CookieKeys> parse(std::string_view jwk_set);

  [[nodiscard]] const CookieKey& sealing() const { return keys_.front(); }
  [[nodiscard]] std::span<const CookieKey> all() const { return keys_; }
  // derive returns a key for another purpose, made of the first key: HMAC-SHA256 of the purpose.
  // Error: kLibrary.
  [[nodiscard]] core::Result<ossl::Sha256> derive(std::string_view purpose) const;

 private:
  std::vector<CookieKey> keys_;
};

// new_cookie_keys gives a JWK Set, as text, that begins with a new random key; the keys of
// `present`, if it is not empty, follow and open what they have sealed. The oldest goes when there
// would be more than kMaxCookieKeys.
core::Result<std::string> new_cookie_keys(std::string_view present);

}  // namespace tb::bind
