// SPDX-License-Identifier: Apache-2.0
#include "verify/import.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <cstring>

namespace tb::verify {
namespace {

using core::Cause;
using core::Error;
using ossl::Owned;
using Key = core::Result<Owned<EVP_PKEY>>;

Key from_parameters(const char* type, OSSL_PARAM* parameters) {
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1) return Error{Cause::kLibrary};
  EVP_PKEY* key = nullptr;
  const int made = EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters);
  Owned<EVP_PKEY> owned(key);
  if (made != 1 || !owned) return Error{Cause::kPublicKey};
  return owned;
}

}  // namespace

// OpenSSL reads these parameters only, but declares them writable.
Key import_ec(const char* group, core::Bytes point) {
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(group),
                                       std::strlen(group)),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
                                        const_cast<std::uint8_t*>(point.data()), point.size()),
      OSSL_PARAM_construct_end()};
  return from_parameters("EC", parameters);
}

Key import_rsa(core::Bytes modulus, core::Bytes exponent) {
  // OSSL_PARAM carries integers in the machine's byte order; the builder hides that.
  const Owned<BIGNUM> n(BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
  const Owned<BIGNUM> e(BN_bin2bn(exponent.data(), static_cast<int>(exponent.size()), nullptr));
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return Error{Cause::kLibrary};
  }
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  if (!parameters) return Error{Cause::kLibrary};
  return from_parameters("RSA", parameters.get());
}

}  // namespace tb::verify
