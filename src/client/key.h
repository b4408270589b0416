// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "core/types.h"
#include "ossl/owned.h"
#include "tls/exporter.h"

namespace tb::client {

using EkmView = std::span<const std::uint8_t, core::kEkmSize>;

// Key is a Token Binding private key, in memory or in a token that only lends its use. Copies share
// one key; two threads may not use the copies at once.
class Key {
 public:
  static core::Result<Key> generate(core::KeyParameters key_parameters);
  // from_pem reads an unencrypted private key. kFileContent: it is none.
  static core::Result<Key> from_pem(std::string_view pem);
  // from_uri opens whatever an OSSL_STORE loader knows, such as pkcs11:... with a provider for it.
  static core::Result<Key> from_uri(const std::string& uri);

  // fits tells whether the key can serve: P-256 for ecdsap256, 2048-bit RSA for the others.
  [[nodiscard]] bool fits(core::KeyParameters key_parameters) const;
  // id makes the octets of the TokenBindingID. kKeyType: the key does not fit.
  [[nodiscard]] core::Result<std::vector<std::uint8_t>> id(
      core::KeyParameters key_parameters) const;
  // sign makes the signature of RFC 8471 3.3, in the form in which it goes into a TokenBinding.
  [[nodiscard]] core::Result<std::vector<std::uint8_t>> sign(core::BindingType type,
                                                             core::KeyParameters key_parameters,
                                                             EkmView ekm) const;
  // to_pem fails for keys that a token does not give away.
  [[nodiscard]] core::Result<std::string> to_pem() const;

 private:
  explicit Key(ossl::Owned<EVP_PKEY> key) : key_(key.release(), EVP_PKEY_free) {}

  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace tb::client
