// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "verify/json.h"
#include "verify/jwk.h"

namespace tb::verify {

// JwsAlgorithm is a signature algorithm of RFC 7518 3.1 or RFC 8037 3.1 (`EdDSA`, Ed25519 alone).
enum class JwsAlgorithm : std::uint8_t { es256, es384, rs256, ps256, eddsa };

std::string_view to_text(JwsAlgorithm algorithm);

// kMaxJwsSize is the longest text that is read, in octets: httpd's default limit of one field.
inline constexpr std::size_t kMaxJwsSize = 8190;

// JwsProfile is what a protocol requires of the header.
struct JwsProfile {
  std::string_view typ;  // compared octet by octet
  std::span<const JwsAlgorithm> algorithms;
};

// Jws is a compact JWS (RFC 7515 7.1) that was read. Until check_signature has succeeded its claims
// are not authenticated. A view into the text that was read.
class Jws {
 public:
  // read takes a text of at most kMaxJwsSize octets: three parts of canonical base64url, each of
  // the first two a JSON object; `typ`, `alg` and no `crit` in the header. The key in `jwk`, if
  // there is one, must be public and fit the algorithm. No signature is checked. Errors: kJwsForm,
  // kJwsType, kJwsAlgorithm, those of PublicJwk::read.
  static core::Result<Jws> read(std::string_view text, const JwsProfile& profile);

  [[nodiscard]] JwsAlgorithm algorithm() const { return algorithm_; }
  [[nodiscard]] const std::optional<PublicJwk>& jwk() const { return jwk_; }
  [[nodiscard]] const JsonObject& claims() const { return claims_; }

  // check_signature succeeds only when `key`, which may be jwk(), made the signature. Errors:
  // kJwsAlgorithm when the key is of another type, kJwsSignature, kLibrary.
  [[nodiscard]] core::Result<void> check_signature(const PublicJwk& key) const;

 private:
  Jws(JwsAlgorithm algorithm, JsonObject claims)
      : algorithm_(algorithm), claims_(std::move(claims)) {}

  JwsAlgorithm algorithm_;
  std::optional<PublicJwk> jwk_;
  JsonObject claims_;
  core::Bytes signed_;  // header and payload as they were sent
  std::vector<std::uint8_t> signature_;
};

}  // namespace tb::verify
