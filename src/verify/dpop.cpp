// SPDX-License-Identifier: Apache-2.0
#include "verify/dpop.h"

#include "core/base64url.h"
#include "ossl/digest.h"
#include "verify/http_uri.h"
#include "verify/jws.h"
#include "verify/proved_key_maker.h"

namespace tb::verify {
namespace {

using core::Cause;
using core::Error;
using core::Result;

constexpr JwsAlgorithm kAlgorithms[] = {JwsAlgorithm::es256, JwsAlgorithm::es384,
                                        JwsAlgorithm::rs256, JwsAlgorithm::ps256,
                                        JwsAlgorithm::eddsa};

bool is_same_uri(std::string_view claimed, std::string_view actual) {
  const auto left = canonical_http_uri(claimed);
  return left && left == canonical_http_uri(actual);
}

Result<void> check_time(std::int64_t issued_at, const DpopRequest& request) {
  // Compared without a difference, which could overflow.
  const bool fresh = issued_at >= request.now - request.window;
  if (!fresh || issued_at > request.now + request.window) return Error{Cause::kDpopTime};
  return core::success();
}

Result<void> check_token(std::string_view claimed, std::string_view access_token) {
  const auto hash = ossl::sha256(core::as_bytes(access_token));
  if (!hash.ok()) return hash.error();
  if (claimed != core::base64url_encode(hash.value())) return Error{Cause::kDpopToken};
  return core::success();
}

}  // namespace

Result<DpopProof> check_dpop_proof(std::string_view text, const DpopRequest& request) {
  const Result<Jws> read = Jws::read(text, {.typ = "dpop+jwt", .algorithms = kAlgorithms});
  if (!read.ok()) return read.error();
  const Jws& jws = read.value();
  const JsonObject& claims = jws.claims();
  const auto jti = claims.text("jti");
  const auto method = claims.text("htm");
  const auto uri = claims.text("htu");
  const auto issued_at = claims.integer("iat");
  const auto token_hash = claims.text("ath");
  if (!jws.jwk()) return Error{Cause::kJwkPublic};
  if (!jti || jti->empty() || jti->size() > kMaxJtiSize || !method || !uri || !issued_at ||
      !token_hash) {
    return Error{Cause::kDpopClaims};
  }
  if (*method != request.method) return Error{Cause::kDpopMethod};
  if (!is_same_uri(*uri, request.uri)) return Error{Cause::kDpopUri};
  if (const auto time = check_time(*issued_at, request); !time.ok()) return time.error();
  if (const auto token = check_token(*token_hash, request.access_token); !token.ok()) {
    return token.error();
  }
  if (const auto signature = jws.check_signature(*jws.jwk()); !signature.ok()) {
    return signature.error();
  }
  DpopProof proof{ProvedKeyMaker::make(jws.jwk()->thumbprint()), std::string(*jti), *issued_at, {}};
  if (const auto nonce = claims.text("nonce")) proof.nonce = std::string(*nonce);
  return proof;
}

}  // namespace tb::verify
