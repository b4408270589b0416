// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "ossl/owned.h"
#include "verify/json.h"

namespace tb::verify {

// JwkType is the combination of "kty" and "crv" of a JWK.
enum class JwkType : std::uint8_t { p256, p384, rsa, ed25519 };

inline constexpr std::size_t kMaxJwkSize = 2048;  // octets of its text: RSA of 4096 bits takes 800

// PublicJwk is a public key (RFC 7517) that OpenSSL accepted: a point on its curve, an RSA modulus
// of 2048 to 4096 bits with an odd exponent of at most 32 bits.
class PublicJwk {
 public:
  // read accepts a JWK as an object. Members that are not needed are ignored, but a private or
  // symmetric one is rejected. Errors: kJwkPrivate, kJwkPublicType, kJwkPublic, kLibrary.
  static core::Result<PublicJwk> read(const JsonObject& jwk);
  // parse reads what text() returned.
  static core::Result<PublicJwk> parse(std::string_view text);

  [[nodiscard]] JwkType type() const { return type_; }
  // text returns the required members alone, ordered and without white space: the input of the
  // thumbprint (RFC 7638 3).
  [[nodiscard]] const std::string& text() const { return text_; }
  // thumbprint returns 43 characters: base64url(SHA-256(text())), a confirmation's `jkt`.
  [[nodiscard]] const std::string& thumbprint() const { return thumbprint_; }
  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }

 private:
  PublicJwk() = default;

  JwkType type_{};
  std::string text_;
  std::string thumbprint_;
  ossl::Owned<EVP_PKEY> key_;
};

}  // namespace tb::verify
