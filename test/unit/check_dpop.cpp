// SPDX-License-Identifier: Apache-2.0
#include "verify/dpop.h"

#include <string>

#include "core/base64url.h"
#include "ossl/digest.h"
#include "suites.h"
#include "support/claims.h"
#include "support/jws.h"
#include "verify/jwk.h"

namespace {

using namespace tb::testing;
using namespace tb::verify;
using tb::core::Cause;

constexpr std::int64_t kNow = 1800000000;
constexpr DpopRequest kRequest{.method = "GET",
                               .uri = "https://a.test/api?x=1",
                               .access_token = "token",
                               .now = kNow,
                               .window = 60};
// printf token | openssl sha256 -binary | basenc --base64url
constexpr const char* kHash = "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A";

// Claims are those of a good proof; a test changes one, or makes it empty to leave it out.
struct Claims {
  std::string jti = R"("jti":"one")";
  std::string htm = R"("htm":"GET")";
  std::string htu = R"("htu":"https://A.test:443/api")";
  std::string iat = R"("iat":1800000000)";
  std::string ath = std::string(R"("ath":")") + kHash + "\"";
  std::string more;

  [[nodiscard]] std::string text() const {
    std::string all;
    for (const std::string& one : {jti, htm, htu, iat, ath, more}) {
      if (one.empty()) continue;
      all += (all.empty() ? "{" : ",") + one;
    }
    return all + "}";
  }
};

std::string proof(const Claims& claims = {}, const std::string& algorithm = "ES256") {
  const JwsSigner signer(algorithm);
  return signer.sign(signer.header("dpop+jwt"), claims.text());
}

void assert_refused(const std::string& text, Cause cause) {
  const auto result = check_dpop_proof(text, kRequest);
  ck_assert(!result.ok());
  EXPECT_TEXT(std::string(explain(result.error().cause).token), std::string(explain(cause).token));
}

void assert_refused(const Claims& claims, Cause cause) {
  assert_refused(proof(claims), cause);
}

START_TEST(a_good_proof_of_each_algorithm_proves_its_key) {
  for (const char* algorithm : {"ES256", "ES384", "RS256", "PS256", "EdDSA"}) {
    ck_assert(kDpopAlgorithms.find(algorithm) != std::string_view::npos);
    const JwsSigner signer(algorithm);
    const auto proved =
        check_dpop_proof(signer.sign(signer.header("dpop+jwt"), Claims{}.text()), kRequest);
    ck_assert_msg(proved.ok(), "%s", algorithm);
    EXPECT_TEXT(proved.value().key.hash(), value_of(PublicJwk::parse(signer.jwk())).thumbprint());
    EXPECT_TEXT(proved.value().jti, "one");
    ck_assert_int_eq(proved.value().issued_at, kNow);
    ck_assert(!proved.value().nonce);
  }
}
END_TEST

START_TEST(a_nonce_is_handed_on) {
  Claims claims;
  claims.more = R"("nonce":"n")";
  const auto proved = check_dpop_proof(proof(claims), kRequest);
  ck_assert(proved.ok() && proved.value().nonce == "n");
}
END_TEST

START_TEST(a_proof_without_one_of_its_claims_is_refused) {
  for (std::string Claims::*member :
       {&Claims::jti, &Claims::htm, &Claims::htu, &Claims::iat, &Claims::ath}) {
    Claims claims;
    claims.*member = "";
    assert_refused(claims, Cause::kDpopClaims);
  }
}
END_TEST

START_TEST(a_claim_of_another_type_is_none) {
  for (const auto& [member, text] :
       {std::pair{&Claims::jti, std::string(R"("jti":1)")},
        {&Claims::jti, std::string(R"("jti":"")")},
        {&Claims::jti, R"("jti":")" + std::string(kMaxJtiSize + 1, 'x') + "\""},
        {&Claims::htm, std::string(R"("htm":["GET"])")},
        {&Claims::iat, std::string(R"("iat":"1800000000")")},
        {&Claims::iat, std::string(R"("iat":1800000000.5)")},
        {&Claims::ath, std::string(R"("ath":null)")}}) {
    Claims claims;
    claims.*member = text;
    assert_refused(claims, Cause::kDpopClaims);
  }
}
END_TEST

START_TEST(a_proof_for_another_method_is_refused) {
  for (const char* htm : {"POST", "get", "GET "}) {
    Claims claims;
    claims.htm = std::string(R"("htm":")") + htm + "\"";
    assert_refused(claims, Cause::kDpopMethod);
  }
}
END_TEST

START_TEST(a_proof_for_another_uri_is_refused) {
  for (const char* htu : {"https://b.test/api", "http://a.test/api", "https://a.test:8443/api",
                          "https://a.test/api/", "https://a.test/API", "/api", ""}) {
    Claims claims;
    claims.htu = std::string(R"("htu":")") + htu + "\"";
    assert_refused(claims, Cause::kDpopUri);
  }
}
END_TEST

START_TEST(a_proof_is_good_within_its_window_and_not_beyond) {
  for (const auto& [offset, good] :
       {std::pair{0, true}, {-60, true}, {60, true}, {-61, false}, {61, false}}) {
    Claims claims;
    claims.iat = "\"iat\":" + std::to_string(kNow + offset);
    ck_assert_msg(check_dpop_proof(proof(claims), kRequest).ok() == good, "%d", offset);
  }
  for (const char* iat : {"-9223372036854775808", "9223372036854775807", "0"}) {
    Claims claims;
    claims.iat = std::string("\"iat\":") + iat;
    assert_refused(claims, Cause::kDpopTime);
  }
}
END_TEST

START_TEST(a_proof_for_another_token_is_refused) {
  Claims claims;
  claims.ath = R"("ath":"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")";
  assert_refused(claims, Cause::kDpopToken);
  claims.ath = std::string(R"("ath":")") + kHash + "=\"";
  assert_refused(claims, Cause::kDpopToken);
}
END_TEST

START_TEST(a_proof_that_was_changed_or_signed_by_another_key_is_refused) {
  const JwsSigner signer("ES256");
  const JwsSigner stranger("ES256");
  assert_refused(stranger.sign(signer.header("dpop+jwt"), Claims{}.text()), Cause::kJwsSignature);
}
END_TEST

START_TEST(a_jws_of_another_type_or_algorithm_or_with_a_private_key_is_refused) {
  const JwsSigner signer("ES256");
  assert_refused(signer.sign(signer.header("JWT"), Claims{}.text()), Cause::kJwsType);
  assert_refused(signer.sign(R"({"typ":"dpop+jwt","alg":"none"})", Claims{}.text()),
                 Cause::kJwsAlgorithm);
  assert_refused(signer.sign(R"({"typ":"dpop+jwt","alg":"HS256"})", Claims{}.text()),
                 Cause::kJwsAlgorithm);
  assert_refused(signer.sign(R"({"typ":"dpop+jwt","alg":"ES256"})", Claims{}.text()),
                 Cause::kJwkPublic);
  std::string secret = signer.jwk();
  secret.insert(1, R"("d":"AAAA",)");
  assert_refused(
      signer.sign(R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" + secret + "}", Claims{}.text()),
      Cause::kJwkPrivate);
}
END_TEST

START_TEST(a_text_that_is_no_jws_is_refused) {
  const std::string good = proof();
  for (const std::string& text : {std::string(), std::string("x"), std::string("a.b.c"),
                                  good + ", " + good, good + "=", " " + good}) {
    assert_refused(text, Cause::kJwsForm);
  }
}
END_TEST

}  // namespace

Suite* tb::testing::dpop_suite() {
  return suite_of(
      "dpop",
      {a_good_proof_of_each_algorithm_proves_its_key, a_nonce_is_handed_on,
       a_proof_without_one_of_its_claims_is_refused, a_claim_of_another_type_is_none,
       a_proof_for_another_method_is_refused, a_proof_for_another_uri_is_refused,
       a_proof_is_good_within_its_window_and_not_beyond, a_proof_for_another_token_is_refused,
       a_proof_that_was_changed_or_signed_by_another_key_is_refused,
       a_jws_of_another_type_or_algorithm_or_with_a_private_key_is_refused,
       a_text_that_is_no_jws_is_refused});
}
