// SPDX-License-Identifier: Apache-2.0
#include "verify/ecdsa_signature.h"

#include <openssl/ecdsa.h>

#include "ossl/owned.h"

namespace tb::verify {

using core::Cause;
using core::Error;
using ossl::Owned;

core::Result<DerSignature> to_der(core::Bytes raw) {
  const auto half = static_cast<int>(raw.size() / 2);
  const Owned<ECDSA_SIG> signature(ECDSA_SIG_new());
  Owned<BIGNUM> r(BN_bin2bn(raw.data(), half, nullptr));
  Owned<BIGNUM> s(BN_bin2bn(raw.data() + half, half, nullptr));
  if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) {
    return Error{Cause::kLibrary};
  }
  static_cast<void>(r.release());  // ECDSA_SIG_set0 took both
  static_cast<void>(s.release());
  DerSignature der;
  const int length = i2d_ECDSA_SIG(signature.get(), nullptr);
  if (length <= 0 || static_cast<std::size_t>(length) > der.octets.size()) {
    return Error{Cause::kLibrary};
  }
  unsigned char* end = der.octets.data();
  der.length = static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), &end));
  return der;
}

}  // namespace tb::verify
