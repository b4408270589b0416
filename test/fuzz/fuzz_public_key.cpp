// SPDX-License-Identifier: Apache-2.0
#include "verify/public_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <algorithm>

#include "property.h"
#include "support/reference.h"

namespace {

using namespace tb::core;
using tb::fuzz::hold;

bool holds_number(EVP_PKEY* key, const char* name, Bytes expected) {
  BIGNUM* value = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &value) != 1) return false;
  const tb::ossl::Owned<BIGNUM> owned(value);
  const tb::ossl::Owned<BIGNUM> wanted(
      BN_bin2bn(expected.data(), static_cast<int>(expected.size()), nullptr));
  return BN_cmp(owned.get(), wanted.get()) == 0;
}

bool is_key_of(EVP_PKEY* key, const TokenBindingID& id) {
  if (id.key_parameters == KeyParameters::ecdsap256) {
    return holds_number(key, OSSL_PKEY_PARAM_EC_PUB_X, id.point.first(32)) &&
           holds_number(key, OSSL_PKEY_PARAM_EC_PUB_Y, id.point.subspan(32));
  }
  return holds_number(key, OSSL_PKEY_PARAM_RSA_N, id.modulus) &&
         holds_number(key, OSSL_PKEY_PARAM_RSA_E, id.exponent);
}

}  // namespace

// A key is imported exactly when a plain import takes it, and is the one that the ID holds.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto id = decode_token_binding_id(Bytes(data, size));
  if (!id.ok()) return 0;
  const auto key = tb::verify::import_public_key(id.value());
  hold(key.ok() == tb::testing::reference_imports(id.value()), "the plain import agrees");
  hold(!key.ok() || is_key_of(key.value().get(), id.value()), "it is the key of the ID");
  hold(ERR_peek_error() == 0, "the error queue is as it was");
  return 0;
}
