// SPDX-License-Identifier: Apache-2.0
#include "micro/signer.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <cstdio>
#include <cstdlib>

#include "core/base64url.h"
#include "core/writer.h"

namespace tb::bench {
namespace {

using core::KeyParameters;

Octets number(const EVP_PKEY* key, const char* name) {
  BIGNUM* taken = nullptr;
  check(EVP_PKEY_get_bn_param(key, name, &taken) == 1);
  const ossl::Owned<BIGNUM> owned(taken);
  Octets octets(static_cast<std::size_t>(BN_num_bytes(taken)));
  BN_bn2bin(taken, octets.data());
  return octets;
}

Octets make_id(EVP_PKEY* key, KeyParameters key_parameters) {
  if (key_parameters != KeyParameters::ecdsap256) {
    return core::encode_rsa_id(key_parameters, number(key, OSSL_PKEY_PARAM_RSA_N),
                               number(key, OSSL_PKEY_PARAM_RSA_E));
  }
  std::array<std::uint8_t, 1 + core::kEcPointSize> point{};
  std::size_t length = 0;
  check(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(),
                                        &length) == 1);
  check(length == point.size());
  return core::encode_ec_id(core::Bytes(point).subspan(1));
}

Octets raw_signature(const Octets& der) {
  const unsigned char* octets = der.data();
  const ossl::Owned<ECDSA_SIG> signature(
      d2i_ECDSA_SIG(nullptr, &octets, static_cast<long>(der.size())));
  constexpr int kHalf = core::kEcSignatureSize / 2;
  Octets raw(core::kEcSignatureSize);
  check(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), kHalf) == kHalf);
  check(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + kHalf, kHalf) == kHalf);
  return raw;
}

}  // namespace

void check(bool ok) {
  if (ok) return;
  std::fputs("a benchmark could not be prepared, or measured a failure\n", stderr);
  std::abort();
}

Signer::Signer(KeyParameters key_parameters)
    : key_parameters_(key_parameters),
      key_(key_parameters == KeyParameters::ecdsap256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048U)) {
  check(key_ != nullptr);
  id_ = make_id(key_.get(), key_parameters);
}

Octets Signer::sign(core::BindingType type) const {
  const core::SignedData data = core::signed_data(type, key_parameters_, kEkm);
  const ossl::Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* padding = nullptr;
  check(EVP_DigestSignInit(context.get(), &padding, EVP_sha256(), nullptr, key_.get()) == 1);
  if (key_parameters_ == KeyParameters::rsa2048_pss) {
    check(EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1);
    check(EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, 32) == 1);
  }
  Octets signature(core::kRsaSize);
  std::size_t length = signature.size();
  check(EVP_DigestSign(context.get(), signature.data(), &length, data.data(), data.size()) == 1);
  signature.resize(length);
  return signature;
}

Octets Signer::binding(core::BindingType type) const {
  const Octets signature = sign(type);
  core::Writer out;
  out.u8(static_cast<std::uint8_t>(type));
  out.bytes(id_);
  out.u16_prefixed(key_parameters_ == KeyParameters::ecdsap256 ? raw_signature(signature)
                                                               : signature);
  out.u16(0);
  return std::move(out).take();
}

Octets message(const std::vector<Octets>& bindings) {
  core::Writer list;
  for (const Octets& binding : bindings) list.bytes(binding);
  core::Writer out;
  out.u16_prefixed(std::move(list).take());
  return std::move(out).take();
}

std::string header(const std::vector<Octets>& bindings) {
  return core::base64url_encode(message(bindings));
}

std::string header(const Signer& signer) {
  return header(std::vector<Octets>{signer.binding(core::BindingType::provided)});
}

}  // namespace tb::bench
