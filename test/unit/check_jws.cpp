// SPDX-License-Identifier: Apache-2.0
#include "verify/jws.h"

#include <array>
#include <string>

#include "core/base64url.h"
#include "suites.h"
#include "support/claims.h"
#include "support/jws.h"

namespace {

using namespace tb::testing;
using tb::core::Cause;
using tb::core::Result;
using tb::verify::Jws;
using tb::verify::JwsAlgorithm;
using tb::verify::JwsProfile;

constexpr std::array kAll{JwsAlgorithm::es256, JwsAlgorithm::es384, JwsAlgorithm::rs256,
                          JwsAlgorithm::ps256, JwsAlgorithm::eddsa};
constexpr JwsProfile kProfile{.typ = "test+jwt", .algorithms = kAll};

template <typename T>
void assert_refused(const Result<T>& result, Cause cause) {
  ck_assert(!result.ok());
  EXPECT_TEXT(std::string(explain(result.error().cause).token), std::string(explain(cause).token));
}

// A P-256 key's JWS of this header.
std::string with_header(const std::string& header) {
  return JwsSigner("ES256").sign(header, R"({"jti":"x"})");
}

// The proof of RFC 9449 4.1, in its parts.
constexpr std::string_view kProofOfRfc9449 =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNo"
    "UklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERW"
    "clUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh"
    "0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8"
    "v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

START_TEST(the_proof_of_rfc_9449_verifies_and_its_key_has_the_thumbprint_told_there) {
  const auto jws = Jws::read(kProofOfRfc9449, {.typ = "dpop+jwt", .algorithms = kAll});
  ck_assert(jws.ok());
  ck_assert(jws.value().jwk().has_value());
  ck_assert(jws.value().check_signature(*jws.value().jwk()).ok());
  EXPECT_TEXT(jws.value().jwk()->thumbprint(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  EXPECT_TEXT(std::string(jws.value().claims().text("htm").value_or("")), "POST");
  ck_assert(jws.value().claims().integer("iat") == 1562262616);
}
END_TEST

START_TEST(each_algorithm_verifies_what_openssl_signed_with_it_and_nothing_changed_since) {
  for (const JwsAlgorithm algorithm : kAll) {
    const JwsSigner signer{std::string(to_text(algorithm))};
    const std::string text = signer.sign(signer.header("test+jwt"), R"({"jti":"abc"})");
    const auto jws = Jws::read(text, kProfile);
    ck_assert(jws.ok());
    ck_assert(jws.value().algorithm() == algorithm);
    ck_assert(jws.value().check_signature(*jws.value().jwk()).ok());

    std::string changed = text;
    char& octet = changed[changed.rfind('.') + 5];
    octet = octet == 'A' ? 'B' : 'A';
    const auto other = Jws::read(changed, kProfile);
    ck_assert(other.ok());
    assert_refused(other.value().check_signature(*other.value().jwk()), Cause::kJwsSignature);
  }
}
END_TEST

START_TEST(a_signature_of_another_key_or_another_length_is_refused) {
  const JwsSigner signer("ES256");
  const JwsSigner stranger("ES256");
  const std::string theirs = stranger.sign(signer.header("test+jwt"), "{}");
  const auto jws = Jws::read(theirs, kProfile);
  ck_assert(jws.ok());
  assert_refused(jws.value().check_signature(*jws.value().jwk()), Cause::kJwsSignature);

  const std::string own = signer.sign(signer.header("test+jwt"), "{}");
  for (const std::string& text : {own + "AAAA", own.substr(0, own.size() - 4)}) {
    const auto odd = Jws::read(text, kProfile);
    if (!odd.ok()) continue;  // no canonical base64url
    assert_refused(odd.value().check_signature(*odd.value().jwk()), Cause::kJwsSignature);
  }
}
END_TEST

START_TEST(a_text_that_is_not_three_canonical_parts_is_refused) {
  const JwsSigner signer("ES256");
  const std::string good = signer.sign(signer.header("test+jwt"), "{}");
  const std::size_t second = good.rfind('.');
  for (const std::string& text :
       {std::string(), std::string(".."), good + ".", "." + good, good + "=", good + " ",
        " " + good, good.substr(0, second + 1), good.substr(second), good + std::string(8190, 'A'),
        signer.sign(signer.header("test+jwt"), "[]"), signer.sign(signer.header("test+jwt"), ""),
        signer.sign(signer.header("test+jwt"), R"({"jti":"a","jti":"b"})"),
        signer.sign(signer.header("test+jwt"), R"({"jti":"a"} )") + "\n"}) {
    assert_refused(Jws::read(text, kProfile), Cause::kJwsForm);
  }
}
END_TEST

START_TEST(a_header_with_another_type_an_algorithm_not_asked_for_or_crit_is_refused) {
  assert_refused(Jws::read(with_header(R"({"alg":"ES256"})"), kProfile), Cause::kJwsType);
  assert_refused(Jws::read(with_header(R"({"typ":"JWT","alg":"ES256"})"), kProfile),
                 Cause::kJwsType);
  for (const char* alg : {"none", "HS256", "ES512", "es256", ""}) {
    const std::string header = R"({"typ":"test+jwt","alg":")" + std::string(alg) + "\"}";
    assert_refused(Jws::read(with_header(header), kProfile), Cause::kJwsAlgorithm);
  }
  assert_refused(Jws::read(with_header(R"({"typ":"test+jwt","alg":["ES256"]})"), kProfile),
                 Cause::kJwsAlgorithm);
  const std::array only_rsa{JwsAlgorithm::rs256};
  assert_refused(Jws::read(with_header(R"({"typ":"test+jwt","alg":"ES256"})"),
                           {.typ = "test+jwt", .algorithms = only_rsa}),
                 Cause::kJwsAlgorithm);
  assert_refused(
      Jws::read(with_header(R"({"typ":"test+jwt","alg":"ES256","crit":["exp"]})"), kProfile),
      Cause::kJwsForm);
  assert_refused(
      Jws::read(with_header(R"({"typ":"test+jwt","alg":"ES256","alg":"none"})"), kProfile),
      Cause::kJwsForm);
}
END_TEST

START_TEST(a_key_of_another_type_than_the_algorithm_s_is_refused) {
  const std::string rsa = JwsSigner("RS256").jwk();
  assert_refused(
      Jws::read(with_header(R"({"typ":"test+jwt","alg":"ES256","jwk":)" + rsa + "}"), kProfile),
      Cause::kJwsAlgorithm);
  const JwsSigner signer("ES256");
  const std::string text = signer.sign(R"({"typ":"test+jwt","alg":"ES256"})", "{}");
  const auto jws = Jws::read(text, kProfile);
  ck_assert(jws.ok());
  ck_assert(!jws.value().jwk());
  const auto other = tb::verify::PublicJwk::parse(rsa);
  ck_assert(other.ok());
  assert_refused(jws.value().check_signature(other.value()), Cause::kJwsAlgorithm);
}
END_TEST

START_TEST(a_jwk_that_is_no_object_is_refused) {
  assert_refused(Jws::read(with_header(R"({"typ":"test+jwt","alg":"ES256","jwk":"x"})"), kProfile),
                 Cause::kJwkPublic);
}
END_TEST

}  // namespace

Suite* tb::testing::jws_suite() {
  return suite_of(
      "jws",
      {the_proof_of_rfc_9449_verifies_and_its_key_has_the_thumbprint_told_there,
       each_algorithm_verifies_what_openssl_signed_with_it_and_nothing_changed_since,
       a_signature_of_another_key_or_another_length_is_refused,
       a_text_that_is_not_three_canonical_parts_is_refused,
       a_header_with_another_type_an_algorithm_not_asked_for_or_crit_is_refused,
       a_key_of_another_type_than_the_algorithm_s_is_refused, a_jwk_that_is_no_object_is_refused});
}
