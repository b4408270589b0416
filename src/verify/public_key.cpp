// SPDX-License-Identifier: Apache-2.0
#include "verify/public_key.h"

#include <openssl/core_names.h>

#include <algorithm>

#include "ossl/error_queue.h"

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

Key import_point(core::Bytes point) {
  UncompressedPoint encoded = uncompressed(point);
  char group[] = "prime256v1";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group - 1),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()),
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

}  // namespace

UncompressedPoint uncompressed(core::Bytes point) {
  UncompressedPoint encoded{0x04};
  std::copy_n(point.begin(), core::kEcPointSize, encoded.begin() + 1);
  return encoded;
}

Key import_public_key(const core::TokenBindingID& id) {
  const ossl::ErrorQueueMark mark;
  switch (id.key_parameters) {
    case core::KeyParameters::ecdsap256:
      return import_point(id.point);
    case core::KeyParameters::rsa2048_pkcs1_5:
    case core::KeyParameters::rsa2048_pss:
      return import_rsa(id.modulus, id.exponent);
  }
  return Error{Cause::kPublicKey};
}

}  // namespace tb::verify
