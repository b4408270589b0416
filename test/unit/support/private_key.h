// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <string>

#include "core/message.h"
#include "ossl/owned.h"
#include "support/octets.h"

namespace tb::testing {

using Ekm = std::array<std::uint8_t, core::kEkmSize>;
Ekm ekm_of(const Octets& octets);

// PrivateKey signs as a client does, and as a client that lies does. What fails in OpenSSL here is
// a broken test, and aborts it.
class PrivateKey {
 public:
  // load reads test/vectors/keys/NAME.pem.
  static PrivateKey load(const std::string& name);
  // from_scalar makes the P-256 key `scalar` whose public point, X || Y, is `point`.
  static PrivateKey from_scalar(const Octets& scalar, const Octets& point);

  // id is the TokenBindingID under `key_parameters`, whether or not the key suits them.
  [[nodiscard]] Octets id(core::KeyParameters key_parameters) const;
  // sign makes the signature that RFC 8471 3.3 asks for.
  [[nodiscard]] Octets sign(core::KeyParameters key_parameters, const core::SignedData& data) const;

  [[nodiscard]] Octets point() const;     // X || Y
  [[nodiscard]] Octets modulus() const;   // minimal
  [[nodiscard]] Octets exponent() const;  // minimal

  // sign_der is an ECDSA signature as OpenSSL gives it.
  [[nodiscard]] Octets sign_der(const core::SignedData& data) const;
  [[nodiscard]] Octets sign_pss(const core::SignedData& data, int salt, const EVP_MD* mask) const;
  // raw raises `block`, as long as the modulus, to the private exponent.
  [[nodiscard]] Octets raw(const Octets& block) const;
  // raw with a private exponent of the caller's, for keys that OpenSSL would not take.
  [[nodiscard]] Octets raw(const Octets& block, const BIGNUM* exponent) const;
  [[nodiscard]] ossl::Owned<BIGNUM> number(const char* parameter) const;

 private:
  explicit PrivateKey(EVP_PKEY* key) : key_(key) {}
  ossl::Owned<EVP_PKEY> key_;
};

// ec_id and rsa_id build a TokenBindingID from whatever octets they are given.
Octets ec_id(const Octets& point);
Octets rsa_id(core::KeyParameters key_parameters, const Octets& modulus, const Octets& exponent);

// pkcs1_block is EMSA-PKCS1-v1_5 of the SHA-256 of `data` (RFC 8017 9.2) in `size` octets.
Octets pkcs1_block(const core::SignedData& data, std::size_t size);

// raw_signature turns DER into r || s, 64 octets; negated gives n - s in place of s.
Octets raw_signature(const Octets& der);
Octets negated(const Octets& signature);
Octets p256_order();
Octets p256_prime();

}  // namespace tb::testing
