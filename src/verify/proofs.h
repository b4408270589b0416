// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "verify/proved_key.h"
#include "verify/verified_bindings.h"

namespace tb::verify {

// ProofKind is a way in which a request proves that its client holds a private key.
enum class ProofKind : std::uint8_t { token_binding, certificate, device, dpop };

// ProofKindText holds the names of a kind: `word` in directives and in TOKEN_BINDING_PROOF,
// `confirmation` as the member of `cnf` that names its key (RFC 7800 3.1).
struct ProofKindText {
  ProofKind kind;
  std::string_view word;
  std::string_view confirmation;
};
inline constexpr ProofKindText kProofKinds[] = {
    {ProofKind::token_binding, "token-binding", "tbh"},
    {ProofKind::certificate, "certificate", "x5t#S256"},
    {ProofKind::device, "device", "jkt"},
    {ProofKind::dpop, "dpop", "jkt"},
};

// Proofs is what one request has proved. Cookies, bearer tokens, Require, exports and the API read
// this value and nothing else.
struct Proofs {
  std::shared_ptr<const VerifiedBindings> bindings;  // null without a verified message
  std::optional<ProvedKey> certificate;              // of the TLS client certificate
  std::optional<ProvedKey> device;                   // of a device-bound session
  std::optional<ProvedKey> dpop;                     // of a DPoP proof (RFC 9449)

  // hash returns the hash of the key that was proved in this way, base64url(SHA-256) without
  // padding, or nothing. For token_binding that of the provided Token Binding ID. A view into this
  // object.
  [[nodiscard]] std::optional<std::string_view> hash(ProofKind kind) const {
    switch (kind) {
      case ProofKind::token_binding:
        if (bindings == nullptr) return {};
        return bindings->provided().hash;
      case ProofKind::certificate:
        return hash_of(certificate);
      case ProofKind::device:
        return hash_of(device);
      case ProofKind::dpop:
        return hash_of(dpop);
    }
    return {};
  }

 private:
  static std::optional<std::string_view> hash_of(const std::optional<ProvedKey>& key) {
    if (!key) return {};
    return key->hash();
  }
};

}  // namespace tb::verify
