// SPDX-License-Identifier: Apache-2.0
#include "verify/id_hash.h"

#include "core/base64url.h"
#include "ossl/digest.h"

namespace tb::verify {

core::Result<std::string> id_hash(core::Bytes id) {
  const core::Result<ossl::Sha256> hash = ossl::sha256(id);
  if (!hash.ok()) return hash.error();
  return core::base64url_encode(hash.value());
}

}  // namespace tb::verify
