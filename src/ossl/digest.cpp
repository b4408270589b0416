// SPDX-License-Identifier: Apache-2.0
#include "ossl/digest.h"

namespace tb::ossl {

using core::Cause;
using core::Error;

core::Result<Digester> Digester::make() {
  Owned<EVP_MD> algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (!algorithm || !context) return Error{Cause::kLibrary};
  return Digester(std::move(algorithm), std::move(context));
}

core::Result<Sha256> Digester::sha256(core::Bytes input) {
  Sha256 digest{};
  unsigned length = 0;
  if (EVP_DigestInit_ex(context_.get(), algorithm_.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context_.get(), input.data(), input.size()) != 1 ||
      EVP_DigestFinal_ex(context_.get(), digest.data(), &length) != 1 || length != digest.size()) {
    return Error{Cause::kLibrary};
  }
  return digest;
}

core::Result<Sha256> sha256(core::Bytes input) {
  core::Result<Digester> digester = Digester::make();
  if (!digester.ok()) return digester.error();
  return digester.value().sha256(input);
}

}  // namespace tb::ossl
