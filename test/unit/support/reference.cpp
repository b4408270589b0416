// SPDX-License-Identifier: Apache-2.0
#include "support/reference.h"

#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "ossl/error_queue.h"
#include "support/octets.h"

namespace tb::testing {
namespace {

using core::KeyParameters;
using ossl::Owned;

Octets der(std::size_t tag, const Octets& value) {
  if (value.size() < 128) return concat({u8(tag), u8_prefixed(value)});
  return concat({u8(tag), u8(0x82), u16_prefixed(value)});
}

Octets der_integer(core::Bytes big_endian) {
  while (big_endian.size() > 1 && big_endian.front() == 0) big_endian = big_endian.subspan(1);
  Octets value(big_endian.begin(), big_endian.end());
  if (!value.empty() && value.front() >= 0x80) value.insert(value.begin(), 0);
  return der(0x02, value);
}

Owned<EVP_PKEY> import_ec(core::Bytes point) {
  const Octets info = concat({from_hex("3059301306072a8648ce3d020106082a8648ce3d030107034200 04"),
                              Octets(point.begin(), point.end())});
  const unsigned char* position = info.data();
  return Owned<EVP_PKEY>(d2i_PUBKEY(nullptr, &position, static_cast<long>(info.size())));
}

Owned<EVP_PKEY> import_rsa(core::Bytes modulus, core::Bytes exponent) {
  const Octets key = der(0x30, concat({der_integer(modulus), der_integer(exponent)}));
  const unsigned char* position = key.data();
  return Owned<EVP_PKEY>(
      d2i_PublicKey(EVP_PKEY_RSA, nullptr, &position, static_cast<long>(key.size())));
}

Owned<EVP_PKEY> import_key(const core::TokenBindingID& id) {
  if (!core::is_known(id.key_parameters)) return {};
  return id.key_parameters == KeyParameters::ecdsap256 ? import_ec(id.point)
                                                       : import_rsa(id.modulus, id.exponent);
}

bool choose_padding(EVP_PKEY_CTX* context, KeyParameters key_parameters) {
  if (key_parameters == KeyParameters::ecdsap256) return true;
  if (key_parameters == KeyParameters::rsa2048_pkcs1_5) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  }
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, "SHA256", nullptr) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

bool accepts(const core::TokenBindingID& id, core::Bytes signature, const core::SignedData& data) {
  const bool ec = id.key_parameters == KeyParameters::ecdsap256;
  const Owned<EVP_PKEY> key = import_key(id);
  if (!key) return false;
  const Octets octets =
      ec ? der(0x30, concat({der_integer(signature.first(32)), der_integer(signature.subspan(32))}))
         : Octets(signature.begin(), signature.end());
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* chosen = nullptr;
  return EVP_DigestVerifyInit_ex(context.get(), &chosen, "SHA256", nullptr, nullptr, key.get(),
                                 nullptr) == 1 &&
         choose_padding(chosen, id.key_parameters) &&
         EVP_DigestVerify(context.get(), octets.data(), octets.size(), data.data(), data.size()) ==
             1;
}

}  // namespace

core::Result<void> ReferenceCheck::check(const core::TokenBindingID& id, core::Bytes signature,
                                         const core::SignedData& data) {
  const ossl::ErrorQueueMark mark;
  if (accepts(id, signature, data)) return core::success();
  return core::Error{core::Cause::kSignature};
}

bool reference_imports(const core::TokenBindingID& id) {
  const ossl::ErrorQueueMark mark;
  return import_key(id) != nullptr;
}

}  // namespace tb::testing
