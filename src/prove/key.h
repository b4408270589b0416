// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "core/types.h"
#include "ossl/owned.h"
#include "ossl/secret.h"
#include "tls/exporter.h"

namespace tb::prove {

using EkmView = std::span<const std::uint8_t, core::kEkmSize>;

// Key is a Token Binding private key, in memory or in a token that does not export it. Copies share
// one key. Several threads may use it if the token allows that.
class Key {
 public:
  static core::Result<Key> generate(core::KeyParameters key_parameters);
  // from_pem reads an unencrypted private key. kFileContent: the text is none.
  static core::Result<Key> from_pem(std::string_view pem);
  // from_uri opens a key where it is kept, such as pkcs11:...; see load_private_key.
  static core::Result<Key> from_uri(const std::string& uri);

  // fits returns whether the key can be used: P-256 for ecdsap256, 2048-bit RSA for the others.
  [[nodiscard]] bool fits(core::KeyParameters key_parameters) const;
  // id makes the octets of the TokenBindingID. kKeyType: the key does not fit.
  [[nodiscard]] core::Result<std::vector<std::uint8_t>> id(
      core::KeyParameters key_parameters) const;
  // sign makes the signature of RFC 8471 3.3, in the form in which it goes into a TokenBinding.
  [[nodiscard]] core::Result<std::vector<std::uint8_t>> sign(core::BindingType type,
                                                             core::KeyParameters key_parameters,
                                                             EkmView ekm) const;
  // to_pem fails for keys that a token does not export.
  [[nodiscard]] core::Result<ossl::SecretText> to_pem() const;

 private:
  struct Material {
    ossl::Owned<EVP_PKEY> key;
    std::vector<std::uint8_t> point;    // X || Y of a P-256 key
    std::vector<std::uint8_t> modulus;  // of an RSA key
    std::vector<std::uint8_t> exponent;
  };
  explicit Key(Material material)
      : material_(std::make_shared<const Material>(std::move(material))) {}
  static core::Result<Key> from_openssl(ossl::Owned<EVP_PKEY> key);

  std::shared_ptr<const Material> material_;
};

}  // namespace tb::prove
