// SPDX-License-Identifier: Apache-2.0
#include "prove/key.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "core/message.h"
#include "ossl/error_queue.h"
#include "prove/key_uri.h"

namespace tb::prove {
namespace {

using core::Cause;
using core::Error;
using core::KeyParameters;
using ossl::Owned;
using Octets = core::Result<std::vector<std::uint8_t>>;

constexpr int kRsaBits = 8 * static_cast<int>(core::kRsaSize);

// Which parameters a key in a token returns depends on the provider. All return the public half,
// and OpenSSL makes a key of it that returns every parameter.
Owned<EVP_PKEY> public_half(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key, &der);
  if (length <= 0) return {};
  const unsigned char* cursor = der;
  Owned<EVP_PKEY> half(d2i_PUBKEY(nullptr, &cursor, length));
  OPENSSL_free(der);
  return half;
}

// number returns an integer of a public key as exactly `width` octets, leading zeros kept (RFC 8471
// 3.2 keeps them in points), or in its natural length when `width` is 0.
std::vector<std::uint8_t> number(const EVP_PKEY* key, const char* name, std::size_t width) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
  const Owned<BIGNUM> value(raw);
  if (width == 0) width = static_cast<std::size_t>(BN_num_bytes(raw));
  std::vector<std::uint8_t> octets(width);
  if (BN_bn2binpad(raw, octets.data(), static_cast<int>(width)) < 0) return {};
  return octets;
}

std::vector<std::uint8_t> p256_point(const EVP_PKEY* key) {
  constexpr std::size_t kHalf = core::kEcPointSize / 2;
  char group[32] = "";
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
      EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) != 1 ||
      std::string_view(group) != "prime256v1") {
    return {};
  }
  std::vector<std::uint8_t> point = number(key, OSSL_PKEY_PARAM_EC_PUB_X, kHalf);
  const std::vector<std::uint8_t> y = number(key, OSSL_PKEY_PARAM_EC_PUB_Y, kHalf);
  point.insert(point.end(), y.begin(), y.end());
  return point;
}

// From DER to r || s, each padded to 32 octets (RFC 8471 3.3).
Octets to_raw(core::Bytes der) {
  constexpr int kHalf = core::kEcSignatureSize / 2;
  const unsigned char* cursor = der.data();
  const Owned<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size())));
  if (!signature) return Error{Cause::kLibrary};
  std::vector<std::uint8_t> raw(core::kEcSignatureSize);
  if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), kHalf) != kHalf ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + kHalf, kHalf) != kHalf) {
    return Error{Cause::kLibrary};
  }
  return raw;
}

// RFC 8471 3.3: for PSS, MGF1 with SHA-256 and 32 octets of salt.
bool set_padding(EVP_PKEY_CTX* context, KeyParameters key_parameters) {
  switch (key_parameters) {
    case KeyParameters::ecdsap256:
      return true;
    case KeyParameters::rsa2048_pkcs1_5:
      return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    case KeyParameters::rsa2048_pss:
      return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(context, 32) == 1;
  }
  return false;
}

Octets sign_data(EVP_PKEY* key, KeyParameters key_parameters, core::Bytes data) {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // belongs to `context`
  if (!context ||
      EVP_DigestSignInit_ex(context.get(), &settings, "SHA256", nullptr, nullptr, key, nullptr) !=
          1 ||
      !set_padding(settings, key_parameters)) {
    return Error{Cause::kLibrary};
  }
  std::size_t length = 0;
  if (EVP_DigestSign(context.get(), nullptr, &length, data.data(), data.size()) != 1) {
    return Error{Cause::kLibrary};
  }
  std::vector<std::uint8_t> signature(length);
  if (EVP_DigestSign(context.get(), signature.data(), &length, data.data(), data.size()) != 1) {
    return Error{Cause::kLibrary};
  }
  signature.resize(length);
  return signature;
}

}  // namespace

core::Result<Key> Key::from_openssl(Owned<EVP_PKEY> key) {
  const Owned<EVP_PKEY> half = public_half(key.get());
  if (!half) return Error{Cause::kLibrary};
  Material material;
  material.point = p256_point(half.get());
  if (EVP_PKEY_get_base_id(half.get()) == EVP_PKEY_RSA &&
      EVP_PKEY_get_bits(half.get()) == kRsaBits) {
    material.modulus = number(half.get(), OSSL_PKEY_PARAM_RSA_N, 0);
    material.exponent = number(half.get(), OSSL_PKEY_PARAM_RSA_E, 0);
  }
  material.key = std::move(key);
  return Key(std::move(material));
}

core::Result<Key> Key::generate(KeyParameters key_parameters) {
  const ossl::ErrorQueueMark mark;
  Owned<EVP_PKEY> key(key_parameters == KeyParameters::ecdsap256
                          ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                          : EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", core::kRsaSize * 8));
  if (!key) return Error{Cause::kLibrary};
  return from_openssl(std::move(key));
}

core::Result<Key> Key::from_pem(std::string_view pem) {
  const ossl::ErrorQueueMark mark;
  const Owned<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!in) return Error{Cause::kLibrary};
  // An empty passphrase instead of OpenSSL's prompt on the terminal.
  char no_passphrase[] = "";
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, no_passphrase));
  if (!key) return Error{Cause::kFileContent};
  return from_openssl(std::move(key));
}

core::Result<Key> Key::from_uri(const std::string& uri) {
  core::Result<Owned<EVP_PKEY>> key = load_private_key(uri);
  if (!key.ok()) return key.error();
  return from_openssl(std::move(key).value());
}

bool Key::fits(KeyParameters key_parameters) const {
  switch (key_parameters) {
    case KeyParameters::ecdsap256:
      return material_->point.size() == core::kEcPointSize;
    case KeyParameters::rsa2048_pkcs1_5:
    case KeyParameters::rsa2048_pss:
      return material_->modulus.size() == core::kRsaSize && !material_->exponent.empty();
  }
  return false;
}

Octets Key::id(KeyParameters key_parameters) const {
  if (!fits(key_parameters)) return Error{Cause::kKeyType};
  if (key_parameters == KeyParameters::ecdsap256) return core::encode_ec_id(material_->point);
  return core::encode_rsa_id(key_parameters, material_->modulus, material_->exponent);
}

Octets Key::sign(core::BindingType type, KeyParameters key_parameters, EkmView ekm) const {
  if (!fits(key_parameters)) return Error{Cause::kKeyType};
  const ossl::ErrorQueueMark mark;
  const core::SignedData data = core::signed_data(type, key_parameters, ekm);
  Octets signature = sign_data(material_->key.get(), key_parameters, data);
  if (!signature.ok() || key_parameters != KeyParameters::ecdsap256) return signature;
  return to_raw(signature.value());
}

core::Result<ossl::SecretText> Key::to_pem() const {
  const ossl::ErrorQueueMark mark;
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_PKCS8PrivateKey(out.get(), material_->key.get(), nullptr, nullptr, 0,
                                            nullptr, nullptr) != 1) {
    return Error{Cause::kLibrary};
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return ossl::SecretText({text, static_cast<std::size_t>(length)});
}

}  // namespace tb::prove
