// SPDX-License-Identifier: Apache-2.0
#include "verify/signature.h"

#include <openssl/rsa.h>

#include <algorithm>

#include "ossl/error_queue.h"
#include "verify/ecdsa_signature.h"
#include "verify/public_key.h"

namespace tb::verify {
namespace {

using core::Cause;
using core::Error;
using core::KeyParameters;
using ossl::Owned;
using Context = core::Result<EVP_PKEY_CTX*>;

// RFC 8471 3.3: SHA-256 throughout; for PSS also as the mask's hash, with 32 octets of salt.
bool set_padding(EVP_PKEY_CTX* context, KeyParameters key_parameters) {
  if (key_parameters == KeyParameters::rsa2048_pkcs1_5) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  }
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, 32) == 1;
}

Owned<EVP_PKEY_CTX> start_verifying(EVP_PKEY* key, KeyParameters key_parameters) {
  Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (!context || EVP_PKEY_verify_init(context.get()) != 1) return {};
  if (key_parameters != KeyParameters::ecdsap256 && !set_padding(context.get(), key_parameters)) {
    return {};
  }
  if (EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1) return {};
  return context;
}

core::Result<void> verify_digest(EVP_PKEY_CTX* context, core::Bytes signature,
                                 const ossl::Sha256& digest) {
  // OpenSSL returns 1 for a valid signature, 0 for an invalid one and a negative number for errors.
  if (EVP_PKEY_verify(context, signature.data(), signature.size(), digest.data(), digest.size()) !=
      1) {
    return Error{Cause::kSignature};
  }
  return core::success();
}

}  // namespace

core::Result<std::unique_ptr<SignatureVerifier>> SignatureVerifier::make() {
  core::Result<ossl::Digester> digester = ossl::Digester::make();
  if (!digester.ok()) return digester.error();
  return std::unique_ptr<SignatureVerifier>(new SignatureVerifier(std::move(digester).value()));
}

Context SignatureVerifier::ec_context(const core::TokenBindingID& id) {
  if (ec_context_) {
    // It rejects a point that is not on the curve. The context keeps using the same key object.
    const UncompressedPoint point = uncompressed(id.point);
    if (EVP_PKEY_set1_encoded_public_key(ec_key_.get(), point.data(), point.size()) != 1) {
      return Error{Cause::kPublicKey};
    }
    return ec_context_.get();
  }
  core::Result<Owned<EVP_PKEY>> key = import_public_key(id);
  if (!key.ok()) return key.error();
  ec_key_ = std::move(key).value();
  ec_context_ = start_verifying(ec_key_.get(), id.key_parameters);
  if (!ec_context_) return Error{Cause::kLibrary};
  return ec_context_.get();
}

Context SignatureVerifier::rsa_context(const core::TokenBindingID& id) {
  const auto seen = std::ranges::find_if(
      rsa_keys_, [&](const RsaKey& key) { return std::ranges::equal(key.id, id.encoded); });
  if (seen != rsa_keys_.end()) return seen->context.get();

  const core::Result<Owned<EVP_PKEY>> key = import_public_key(id);
  if (!key.ok()) return key.error();
  Owned<EVP_PKEY_CTX> context = start_verifying(key.value().get(), id.key_parameters);
  if (!context) return Error{Cause::kLibrary};
  RsaKey& slot = rsa_keys_[next_rsa_key_];
  next_rsa_key_ = (next_rsa_key_ + 1) % kRsaKeys;
  slot.id.assign(id.encoded.begin(), id.encoded.end());
  slot.context = std::move(context);
  return slot.context.get();
}

Context SignatureVerifier::context_for(const core::TokenBindingID& id) {
  switch (id.key_parameters) {
    case KeyParameters::ecdsap256:
      return ec_context(id);
    case KeyParameters::rsa2048_pkcs1_5:
    case KeyParameters::rsa2048_pss:
      return rsa_context(id);
  }
  return Error{Cause::kPublicKey};
}

core::Result<void> SignatureVerifier::check(const core::TokenBindingID& id, core::Bytes signature,
                                            const core::SignedData& data) {
  const ossl::ErrorQueueMark mark;
  const core::Result<ossl::Sha256> digest = digester_.sha256(data);
  if (!digest.ok()) return digest.error();
  const Context context = context_for(id);
  if (!context.ok()) return context.error();
  if (id.key_parameters != KeyParameters::ecdsap256) {
    return verify_digest(context.value(), signature, digest.value());
  }
  const core::Result<DerSignature> der = to_der(signature);
  if (!der.ok()) return der.error();
  return verify_digest(context.value(), der.value().view(), digest.value());
}

}  // namespace tb::verify
