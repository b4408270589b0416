// SPDX-License-Identifier: Apache-2.0
#include "support/jws.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <utility>
#include <vector>

#include "core/base64url.h"
#include "support/check.h"

namespace tb::testing {
namespace {

using Octets = std::vector<unsigned char>;

std::string text_of(const Octets& octets) {
  return core::base64url_encode(octets);
}

Octets number(const EVP_PKEY* key, const char* name, int size = 0) {
  BIGNUM* read = nullptr;
  ck_assert_int_eq(EVP_PKEY_get_bn_param(key, name, &read), 1);
  const ossl::Owned<BIGNUM> value(read);
  Octets octets(static_cast<std::size_t>(size != 0 ? size : BN_num_bytes(value.get())));
  ck_assert_int_eq(BN_bn2binpad(value.get(), octets.data(), static_cast<int>(octets.size())),
                   static_cast<int>(octets.size()));
  return octets;
}

// r || s of a DER signature, each of `half` octets.
Octets raw_of(const Octets& der, int half) {
  const unsigned char* at = der.data();
  const ossl::Owned<ECDSA_SIG> signature(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  ck_assert(signature != nullptr);
  Octets raw(static_cast<std::size_t>(2 * half));
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), half);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + half, half);
  return raw;
}

EVP_PKEY* generate(const std::string& algorithm, unsigned bits) {
  if (algorithm == "ES256") return EVP_EC_gen("P-256");
  if (algorithm == "ES384") return EVP_EC_gen("P-384");
  if (algorithm == "EdDSA") return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  return EVP_RSA_gen(bits);
}

}  // namespace

std::string base64url(std::string_view octets) {
  return core::base64url_encode(core::as_bytes(octets));
}

JwsSigner::JwsSigner(std::string algorithm, unsigned bits)
    : algorithm_(std::move(algorithm)), key_(generate(algorithm_, bits)) {
  ck_assert(key_ != nullptr);
}

std::string JwsSigner::jwk() const {
  const EVP_PKEY* key = key_.get();
  if (algorithm_ == "EdDSA") {
    Octets x(32);
    std::size_t size = x.size();
    ck_assert_int_eq(EVP_PKEY_get_raw_public_key(key, x.data(), &size), 1);
    return R"({"crv":"Ed25519","kty":"OKP","x":")" + text_of(x) + "\"}";
  }
  if (algorithm_ == "ES256" || algorithm_ == "ES384") {
    const int size = algorithm_ == "ES256" ? 32 : 48;
    return R"({"crv":")" + std::string(size == 32 ? "P-256" : "P-384") + R"(","kty":"EC","x":")" +
           text_of(number(key, OSSL_PKEY_PARAM_EC_PUB_X, size)) + R"(","y":")" +
           text_of(number(key, OSSL_PKEY_PARAM_EC_PUB_Y, size)) + "\"}";
  }
  return R"({"e":")" + text_of(number(key, OSSL_PKEY_PARAM_RSA_E)) + R"(","kty":"RSA","n":")" +
         text_of(number(key, OSSL_PKEY_PARAM_RSA_N)) + "\"}";
}

std::string JwsSigner::header(std::string_view typ) const {
  return R"({"typ":")" + std::string(typ) + R"(","alg":")" + algorithm_ + R"(","jwk":)" + jwk() +
         "}";
}

std::string JwsSigner::sign(std::string_view header, std::string_view payload) const {
  const std::string input = base64url(header) + '.' + base64url(payload);
  const ossl::Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* of_key = nullptr;
  const char* digest = algorithm_ == "EdDSA"   ? nullptr
                       : algorithm_ == "ES384" ? "SHA384"
                                               : "SHA256";
  ck_assert_int_eq(
      EVP_DigestSignInit_ex(context.get(), &of_key, digest, nullptr, nullptr, key_.get(), nullptr),
      1);
  if (algorithm_ == "PS256") {
    ck_assert_int_eq(EVP_PKEY_CTX_set_rsa_padding(of_key, RSA_PKCS1_PSS_PADDING), 1);
    ck_assert_int_eq(EVP_PKEY_CTX_set_rsa_pss_saltlen(of_key, 32), 1);
  }
  Octets signature(1024);
  std::size_t size = signature.size();
  const core::Bytes data = core::as_bytes(input);
  ck_assert_int_eq(EVP_DigestSign(context.get(), signature.data(), &size, data.data(), data.size()),
                   1);
  signature.resize(size);
  if (algorithm_ == "ES256") signature = raw_of(signature, 32);
  if (algorithm_ == "ES384") signature = raw_of(signature, 48);
  return input + '.' + text_of(signature);
}

}  // namespace tb::testing
