// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace tb::verify {

class ProvedKeyMaker;

// ProvedKey names a key whose private half the client of a request has proved to hold. Only code
// that checks a proof makes one (ProvedKeyMaker). A hash that was merely received has another type.
class ProvedKey {
 public:
  // hash returns 43 characters: base64url(SHA-256) of what the confirmation of RFC 7800 names, the
  // certificate's DER for x5t#S256 (RFC 8705 3.1), the JWK's thumbprint for jkt (RFC 9449 6.1).
  [[nodiscard]] const std::string& hash() const { return hash_; }

  friend bool operator==(const ProvedKey&, const ProvedKey&) = default;

 private:
  friend class ProvedKeyMaker;
  explicit ProvedKey(std::string hash) : hash_(std::move(hash)) {}

  std::string hash_;
};

}  // namespace tb::verify
