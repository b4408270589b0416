// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <string>
#include <string_view>

#include "ossl/owned.h"

namespace tb::testing {

// JwsSigner signs what a test writes; not a line of src/verify is in it.
class JwsSigner {
 public:
  // `algorithm` is a name of JOSE; `bits` are those of an RSA key.
  explicit JwsSigner(std::string algorithm, unsigned bits = 2048);

  [[nodiscard]] std::string jwk() const;
  [[nodiscard]] std::string header(std::string_view typ) const;  // with jwk
  [[nodiscard]] std::string sign(std::string_view header, std::string_view payload) const;

 private:
  std::string algorithm_;
  ossl::Owned<EVP_PKEY> key_;
};

std::string base64url(std::string_view octets);

}  // namespace tb::testing
