// SPDX-License-Identifier: Apache-2.0
#include "support/private_key.h"

#include <openssl/core_names.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "ossl/digest.h"
#include "support/files.h"

namespace tb::testing {
namespace {

using core::KeyParameters;
using ossl::Owned;

void must(bool done, const char* what) {
  if (done) return;
  std::fprintf(stderr, "test support: %s failed\n", what);
  std::abort();
}

Owned<BIGNUM> number_of(const Octets& octets) {
  return Owned<BIGNUM>(BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
}

Octets octets_of(const BIGNUM* number, std::size_t size) {
  Octets octets(size);
  must(BN_bn2binpad(number, octets.data(), static_cast<int>(size)) >= 0, "BN_bn2binpad");
  return octets;
}

Octets minimal(const BIGNUM* number) {
  return octets_of(number, static_cast<std::size_t>(BN_num_bytes(number)));
}

ossl::Sha256 digest_of(const core::SignedData& data) {
  return ossl::sha256(data).value();
}

Octets evp_sign(EVP_PKEY_CTX* context, const core::SignedData& data) {
  const ossl::Sha256 digest = digest_of(data);
  std::size_t length = 0;
  must(EVP_PKEY_sign(context, nullptr, &length, digest.data(), digest.size()) == 1, "sign");
  Octets signature(length);
  must(EVP_PKEY_sign(context, signature.data(), &length, digest.data(), digest.size()) == 1,
       "sign");
  signature.resize(length);
  return signature;
}

Owned<EVP_PKEY_CTX> signing(EVP_PKEY* key) {
  Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  must(context && EVP_PKEY_sign_init(context.get()) == 1, "sign_init");
  must(EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1, "signature_md");
  return context;
}

}  // namespace

Ekm ekm_of(const Octets& octets) {
  Ekm ekm{};
  must(octets.size() == ekm.size(), "ekm_of");
  std::copy(octets.begin(), octets.end(), ekm.begin());
  return ekm;
}

PrivateKey PrivateKey::load(const std::string& name) {
  const std::string path = vectors_path("keys/" + name + ".pem");
  const Owned<BIO> file(BIO_new_file(path.c_str(), "r"));
  must(file != nullptr, path.c_str());
  EVP_PKEY* key = PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr);
  must(key != nullptr, path.c_str());
  return PrivateKey(key);
}

PrivateKey PrivateKey::from_scalar(const Octets& scalar, const Octets& point) {
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  const Owned<BIGNUM> d = number_of(scalar);
  const Octets encoded = concat({u8(4), point});
  must(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                       0) == 1 &&
           OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, encoded.data(),
                                            encoded.size()) == 1 &&
           OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, d.get()) == 1,
       "push");
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  must(EVP_PKEY_fromdata_init(context.get()) == 1 &&
           EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1,
       "fromdata");
  return PrivateKey(key);
}

Octets PrivateKey::id(KeyParameters key_parameters) const {
  if (key_parameters == KeyParameters::ecdsap256) return ec_id(point());
  return rsa_id(key_parameters, modulus(), exponent());
}

Octets PrivateKey::sign(KeyParameters key_parameters, const core::SignedData& data) const {
  switch (key_parameters) {
    case KeyParameters::ecdsap256:
      return raw_signature(sign_der(data));
    case KeyParameters::rsa2048_pss:
      return sign_pss(data, 32, EVP_sha256());
    case KeyParameters::rsa2048_pkcs1_5:
      break;
  }
  return raw(pkcs1_block(data, modulus().size()));
}

Octets PrivateKey::point() const {
  return concat({octets_of(number(OSSL_PKEY_PARAM_EC_PUB_X).get(), 32),
                 octets_of(number(OSSL_PKEY_PARAM_EC_PUB_Y).get(), 32)});
}

Octets PrivateKey::modulus() const {
  return minimal(number(OSSL_PKEY_PARAM_RSA_N).get());
}

Octets PrivateKey::exponent() const {
  return minimal(number(OSSL_PKEY_PARAM_RSA_E).get());
}

Octets PrivateKey::sign_der(const core::SignedData& data) const {
  return evp_sign(signing(key_.get()).get(), data);
}

Octets PrivateKey::sign_pss(const core::SignedData& data, int salt, const EVP_MD* mask) const {
  const Owned<EVP_PKEY_CTX> context = signing(key_.get());
  must(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), mask) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), salt) == 1,
       "PSS");
  return evp_sign(context.get(), data);
}

Octets PrivateKey::raw(const Octets& block) const {
  return raw(block, number(OSSL_PKEY_PARAM_RSA_D).get());
}

Octets PrivateKey::raw(const Octets& block, const BIGNUM* exponent) const {
  const Owned<BIGNUM> n = number(OSSL_PKEY_PARAM_RSA_N);
  const Owned<BIGNUM> message = number_of(block);
  const Owned<BIGNUM> power(BN_new());
  BN_CTX* scratch = BN_CTX_new();
  must(BN_mod_exp(power.get(), message.get(), exponent, n.get(), scratch) == 1, "BN_mod_exp");
  BN_CTX_free(scratch);
  return octets_of(power.get(), block.size());
}

Owned<BIGNUM> PrivateKey::number(const char* parameter) const {
  BIGNUM* value = nullptr;
  must(EVP_PKEY_get_bn_param(key_.get(), parameter, &value) == 1, parameter);
  return Owned<BIGNUM>(value);
}

Octets ec_id(const Octets& point) {
  return concat({u8(2), u16_prefixed(u8_prefixed(point))});
}

Octets rsa_id(KeyParameters key_parameters, const Octets& modulus, const Octets& exponent) {
  return concat({u8(static_cast<std::size_t>(key_parameters)),
                 u16_prefixed(concat({u16_prefixed(modulus), u8_prefixed(exponent)}))});
}

Octets pkcs1_block(const core::SignedData& data, std::size_t size) {
  const ossl::Sha256 digest = digest_of(data);
  const Octets info = concat(
      {from_hex("3031300d060960864801650304020105000420"), Octets(digest.begin(), digest.end())});
  return concat({from_hex("0001"), Octets(size - 3 - info.size(), 0xff), u8(0), info});
}

Octets raw_signature(const Octets& der) {
  const unsigned char* position = der.data();
  const Owned<ECDSA_SIG> signature(
      d2i_ECDSA_SIG(nullptr, &position, static_cast<long>(der.size())));
  must(signature != nullptr, "d2i_ECDSA_SIG");
  return concat({octets_of(ECDSA_SIG_get0_r(signature.get()), 32),
                 octets_of(ECDSA_SIG_get0_s(signature.get()), 32)});
}

Octets negated(const Octets& signature) {
  const Owned<BIGNUM> n = number_of(p256_order());
  const Owned<BIGNUM> s = number_of(Octets(signature.begin() + 32, signature.end()));
  must(BN_sub(s.get(), n.get(), s.get()) == 1, "BN_sub");
  return concat({Octets(signature.begin(), signature.begin() + 32), octets_of(s.get(), 32)});
}

Octets p256_order() {
  return from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
}

Octets p256_prime() {
  return from_hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
}

}  // namespace tb::testing
