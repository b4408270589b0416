// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "core/bytes.h"
#include "core/result.h"
#include "ossl/owned.h"

namespace tb::ossl {

using Sha256 = std::array<std::uint8_t, 32>;

// sha256 fails only when the library does.
core::Result<Sha256> sha256(core::Bytes input);

// Digester is sha256 for the hot path: looking the algorithm up costs OpenSSL 3 more than hashing
// an ID. Two threads must not use one at the same time.
class Digester {
 public:
  static core::Result<Digester> make();
  core::Result<Sha256> sha256(core::Bytes input);

 private:
  Digester(Owned<EVP_MD> algorithm, Owned<EVP_MD_CTX> context)
      : algorithm_(std::move(algorithm)), context_(std::move(context)) {}

  Owned<EVP_MD> algorithm_;
  Owned<EVP_MD_CTX> context_;
};

}  // namespace tb::ossl
