// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "verify/proved_key.h"

namespace tb::verify {

// kDpopAlgorithms is what a challenge names (RFC 9449 5.1), blank separated.
inline constexpr std::string_view kDpopAlgorithms = "ES256 ES384 RS256 PS256 EdDSA";
inline constexpr std::size_t kMaxJtiSize = 256;  // octets

// DpopRequest is what a proof must agree with. Views.
struct DpopRequest {
  std::string_view method;        // as it was sent
  std::string_view uri;           // as the client wrote it: scheme, authority, path
  std::string_view access_token;  // the credentials of the Authorization field
  std::int64_t now = 0;           // seconds since 1970
  std::int64_t window = 0;        // seconds that `iat` may differ, either way
};

// DpopProof is a proof whose signature verified and whose claims are those of its request. Whether
// it came before (`jti`), and whether its nonce is one of ours, is for the caller to judge.
struct DpopProof {
  ProvedKey key;  // its hash is the `jkt` of RFC 9449 6.1
  std::string jti;
  std::int64_t issued_at;  // seconds since 1970
  std::optional<std::string> nonce;
};

// check_dpop_proof judges the value of one DPoP field by points 2 to 9, 11 and 12 of RFC 9449 4.3.
// The signature comes last, so that whoever cannot name the request costs no cryptography. Errors:
// those of Jws::read, kDpopClaims, kDpopMethod, kDpopUri, kDpopTime, kDpopToken, kJwsSignature,
// kLibrary.
core::Result<DpopProof> check_dpop_proof(std::string_view text, const DpopRequest& request);

}  // namespace tb::verify
