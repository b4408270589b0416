// SPDX-License-Identifier: Apache-2.0
#include "verify/public_key.h"

#include <algorithm>

#include "ossl/error_queue.h"
#include "verify/import.h"

namespace tb::verify {

using core::Cause;
using core::Error;
using Key = core::Result<ossl::Owned<EVP_PKEY>>;

UncompressedPoint uncompressed(core::Bytes point) {
  UncompressedPoint encoded{0x04};
  std::copy_n(point.begin(), core::kEcPointSize, encoded.begin() + 1);
  return encoded;
}

Key import_public_key(const core::TokenBindingID& id) {
  const ossl::ErrorQueueMark mark;
  switch (id.key_parameters) {
    case core::KeyParameters::ecdsap256:
      return import_ec("prime256v1", uncompressed(id.point));
    case core::KeyParameters::rsa2048_pkcs1_5:
    case core::KeyParameters::rsa2048_pss:
      return import_rsa(id.modulus, id.exponent);
  }
  return Error{Cause::kPublicKey};
}

}  // namespace tb::verify
