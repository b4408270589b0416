// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/message.h"
#include "core/result.h"
#include "ossl/digest.h"
#include "ossl/owned.h"

namespace tb::verify {

// SignatureCheck checks one signature. It is an interface so that the code around it can be tested
// and fuzzed without cryptography.
class SignatureCheck {
 public:
  virtual ~SignatureCheck() = default;
  // check succeeds only when `signature` is that of `data` under the key inside `id`.
  virtual core::Result<void> check(const core::TokenBindingID& id, core::Bytes signature,
                                   const core::SignedData& data) = 0;
};

// SignatureVerifier keeps the objects that OpenSSL is slow to make: a P-256 key whose point is
// replaced in place, and the RSA keys that it used last. One thread at a time; see VerifierPool.
class SignatureVerifier final : public SignatureCheck {
 public:
  static core::Result<std::unique_ptr<SignatureVerifier>> make();

  core::Result<void> check(const core::TokenBindingID& id, core::Bytes signature,
                           const core::SignedData& data) override;
  ossl::Digester& digester() { return digester_; }

 private:
  struct RsaKey {
    std::vector<std::uint8_t> id;  // the TokenBindingID: it covers the padding scheme too
    ossl::Owned<EVP_PKEY_CTX> context;
  };
  static constexpr std::size_t kRsaKeys = 4;

  explicit SignatureVerifier(ossl::Digester digester) : digester_(std::move(digester)) {}
  core::Result<EVP_PKEY_CTX*> context_for(const core::TokenBindingID& id);
  core::Result<EVP_PKEY_CTX*> ec_context(const core::TokenBindingID& id);
  core::Result<EVP_PKEY_CTX*> rsa_context(const core::TokenBindingID& id);

  ossl::Digester digester_;
  ossl::Owned<EVP_PKEY> ec_key_;
  ossl::Owned<EVP_PKEY_CTX> ec_context_;
  std::array<RsaKey, kRsaKeys> rsa_keys_;
  std::size_t next_rsa_key_ = 0;
};

}  // namespace tb::verify
