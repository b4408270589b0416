// SPDX-License-Identifier: Apache-2.0
#include "verify/jwk.h"

#include <string>

#include "suites.h"
#include "support/claims.h"
#include "support/jws.h"

namespace {

using namespace tb::testing;
using tb::core::Cause;
using tb::verify::JwkType;
using tb::verify::PublicJwk;

void assert_refused(const std::string& jwk, Cause cause) {
  const auto read = PublicJwk::parse(jwk);
  ck_assert_msg(!read.ok(), "%s", jwk.c_str());
  EXPECT_TEXT(std::string(explain(read.error().cause).token), std::string(explain(cause).token));
}

std::string with(const std::string& jwk, const std::string& member) {
  return jwk.substr(0, jwk.size() - 1) + ',' + member + '}';
}

// The point of RFC 9449 4.1.
constexpr const char* kX = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs";
constexpr const char* kY = "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA";

std::string point(const std::string& x, const std::string& y) {
  return R"({"kty":"EC","crv":"P-256","x":")" + x + R"(","y":")" + y + "\"}";
}

START_TEST(thumbprints_are_those_of_rfc_7638_and_rfc_8037) {
  const auto rsa = PublicJwk::parse(
      R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})");
  ck_assert(rsa.ok());
  EXPECT_TEXT(rsa.value().thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  const auto ed = PublicJwk::parse(
      R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
  ck_assert(ed.ok());
  EXPECT_TEXT(ed.value().thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}
END_TEST

START_TEST(what_a_key_s_text_says_is_the_same_key) {
  for (const char* algorithm : {"ES256", "ES384", "RS256", "EdDSA"}) {
    const std::string jwk = JwsSigner(algorithm).jwk();
    const auto read = PublicJwk::parse(with(jwk, R"("use":"sig","kid":"1")"));
    ck_assert(read.ok());
    EXPECT_TEXT(read.value().text(), jwk);
    const auto again = PublicJwk::parse(read.value().text());
    ck_assert(again.ok());
    EXPECT_TEXT(again.value().thumbprint(), read.value().thumbprint());
  }
}
END_TEST

START_TEST(a_private_or_symmetric_member_is_refused) {
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    assert_refused(with(point(kX, kY), '"' + std::string(name) + R"(":"AQAB")"),
                   Cause::kJwkPrivate);
  }
}
END_TEST

START_TEST(a_type_or_curve_that_no_algorithm_has_is_refused) {
  for (const char* jwk :
       {"{}", R"({"kty":"oct"})", R"({"kty":"ec"})", R"({"kty":1})",
        R"({"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"})",
        R"({"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"}) {
    assert_refused(jwk, Cause::kJwkPublicType);
  }
}
END_TEST

START_TEST(a_point_that_is_off_the_curve_short_or_not_canonical_is_refused) {
  ck_assert(PublicJwk::parse(point(kX, kY)).ok());
  const std::string zero(43, 'A');
  for (const std::string& jwk :
       {point(kX, kX), point(zero, zero), point(kX, ""), point("", kY),
        point(kX, std::string(kY).substr(0, 42)), point(kX + std::string("A"), kY),
        point(kX, std::string(kY).substr(0, 42) + "B"), point(kX, kY + std::string("="))}) {
    assert_refused(jwk, Cause::kJwkPublic);
  }
}
END_TEST

START_TEST(an_rsa_key_below_2048_bits_or_above_4096_or_with_an_unfit_exponent_is_refused) {
  assert_refused(JwsSigner("RS256", 1024).jwk(), Cause::kJwkPublic);
  const std::string good = JwsSigner("RS256", 2048).jwk();
  ck_assert(PublicJwk::parse(good).ok());
  const std::string n = good.substr(good.find("\"n\""));
  for (const char* e : {"", "AQ", "Ag", "AAEAAQ", "AQAAAAE"}) {
    assert_refused(R"({"kty":"RSA","e":")" + std::string(e) + "\"," + n, Cause::kJwkPublic);
  }
  const std::string large = base64url(std::string(513, '\xff'));
  assert_refused(R"({"kty":"RSA","e":"AQAB","n":")" + large + "\"}", Cause::kJwkPublic);
  const std::string even = base64url(std::string(255, '\xff') + '\xfe');
  assert_refused(R"({"kty":"RSA","e":"AQAB","n":")" + even + "\"}", Cause::kJwkPublic);
  const std::string padded = base64url(std::string(1, '\0') + std::string(256, '\xff'));
  assert_refused(R"({"kty":"RSA","e":"AQAB","n":")" + padded + "\"}", Cause::kJwkPublic);
}
END_TEST

START_TEST(text_that_is_no_json_object_or_too_long_is_refused) {
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{"),
        R"({"kty":"EC","kty":"EC"})" + std::string(), point(kX, kY) + std::string(2048, ' ')}) {
    assert_refused(text, Cause::kJwkPublic);
  }
}
END_TEST

}  // namespace

Suite* tb::testing::jwk_suite() {
  return suite_of(
      "jwk",
      {thumbprints_are_those_of_rfc_7638_and_rfc_8037, what_a_key_s_text_says_is_the_same_key,
       a_private_or_symmetric_member_is_refused, a_type_or_curve_that_no_algorithm_has_is_refused,
       a_point_that_is_off_the_curve_short_or_not_canonical_is_refused,
       an_rsa_key_below_2048_bits_or_above_4096_or_with_an_unfit_exponent_is_refused,
       text_that_is_no_json_object_or_too_long_is_refused});
}
