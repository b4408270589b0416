// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "bind/token_confirmation.h"
#include "core/base64url.h"
#include "policy/bearer_decision.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using tb::bind::check_authorization;
using tb::bind::PresentedKeys;
using tb::core::Confirmation;
using tb::policy::BearerMode;

constexpr std::string_view kHash = "suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ";
constexpr std::string_view kOther = "dMGhw4oodOWSNZp3bG6AUU51iwMWDvTXl_4zOyjOgz8";

std::string encoded(std::string_view text) {
  return tb::core::base64url_encode(tb::core::as_bytes(text));
}

std::string token_with(std::string_view claims) {
  return encoded(R"({"alg":"ES256"})") + '.' + encoded(claims) + ".AAAA";
}

std::string token_of(std::string_view header, std::string_view claims) {
  return encoded(header) + '.' + encoded(claims) + ".AAAA";
}

Confirmation checked(const std::string& token, const PresentedKeys& presented) {
  return check_authorization("Bearer " + token, presented);
}

std::string bound_to(std::string_view member, std::string_view hash) {
  return R"({"cnf":{")" + std::string(member) + R"(":")" + std::string(hash) + R"("}})";
}

const char* to_text(Confirmation confirmation) {
  constexpr const char* kTexts[] = {"foreign", "opaque",      "none",      "matches",   "mismatch",
                                    "unbound", "unconfirmed", "malformed", "ill-formed"};
  return kTexts[static_cast<std::size_t>(confirmation)];
}

const PresentedKeys kOwn{.id_hash = kHash, .certificate_hash = {}, .dpop_hash = {}};

std::string own() {
  return token_with(bound_to("tbh", kHash));
}

std::string stolen() {
  return token_with(bound_to("tbh", kOther));
}

// Refused in both modes.
bool is_refused(const std::string& field, const PresentedKeys& presented = kOwn) {
  return decide_bearer(check_authorization(field, presented), BearerMode::optional).http_status !=
         0;
}

struct ClaimRow {
  std::string claims;
  PresentedKeys presented;
  Confirmation expected;
};

const std::vector<ClaimRow>& claim_rows() {
  static const std::string both = R"({"cnf":{"tbh":")" + std::string(kHash) + R"(","x5t#S256":")" +
                                  std::string(kOther) + R"("}})";
  const PresentedKeys nothing;
  const PresentedKeys id{.id_hash = kHash, .certificate_hash = {}, .dpop_hash = {}};
  const PresentedKeys certificate{.id_hash = {}, .certificate_hash = kOther, .dpop_hash = {}};
  const PresentedKeys id_and_certificate{
      .id_hash = kHash, .certificate_hash = kOther, .dpop_hash = {}};
  const PresentedKeys dpop{.id_hash = {}, .certificate_hash = {}, .dpop_hash = kOther};
  const PresentedKeys wrong{.id_hash = kOther, .certificate_hash = kHash, .dpop_hash = {}};
  static const std::vector<ClaimRow> rows{
      {"{}", id, Confirmation::none},
      {R"({"cnf":{}})", id, Confirmation::none},
      {R"({"cnf":{"kid":"x"}})", id, Confirmation::none},
      {R"({"cnf":{"jkt":"x"}})", id, Confirmation::unbound},
      {R"({"cnf":{"jkt":"x"}})", dpop, Confirmation::mismatch},
      {R"({"cnf":{"jkt":")" + std::string(kOther) + R"("}})", dpop, Confirmation::matches},
      {R"({"cnf":{"jkt":")" + std::string(kOther) + R"(","tbh":"x"}})", dpop,
       Confirmation::unbound},
      {bound_to("tbh", kHash), id, Confirmation::matches},
      {bound_to("tbh", kHash), wrong, Confirmation::mismatch},
      {bound_to("tbh", kHash), nothing, Confirmation::unbound},
      {bound_to("tbh", kHash), certificate, Confirmation::unbound},
      {bound_to("x5t#S256", kOther), certificate, Confirmation::matches},
      {bound_to("x5t#S256", kOther), wrong, Confirmation::mismatch},
      {bound_to("x5t#S256", kOther), id, Confirmation::unbound},
      {both, id_and_certificate, Confirmation::matches},
      {both, id, Confirmation::unbound},
      {both, certificate, Confirmation::unbound},
      {both, wrong, Confirmation::mismatch},
      {both,
       {.id_hash = kHash, .certificate_hash = kHash, .dpop_hash = {}},
       Confirmation::mismatch},
      {both,
       {.id_hash = kOther, .certificate_hash = kOther, .dpop_hash = {}},
       Confirmation::mismatch},
      // A binding that nobody can satisfy is still a binding.
      {bound_to("tbh", ""), id, Confirmation::mismatch},
      {bound_to("tbh", std::string(kHash) + "="), id, Confirmation::mismatch},
      {bound_to("tbh", kHash.substr(0, 42)), id, Confirmation::mismatch},
      {R"({"cnf":{"tbh":1}})", id, Confirmation::mismatch},
      {R"({"cnf":{"tbh":null}})", nothing, Confirmation::unbound},
      {R"({"cnf":{"\u0074bh":")" + std::string(kHash) + R"("}})", wrong, Confirmation::mismatch},
      {R"({"cnf":1})", id, Confirmation::malformed},
      {R"({"cnf":null})", id, Confirmation::malformed},
      {R"({"cnf":)", id, Confirmation::malformed},
      // RFC 8259 4: which of two counts depends on who reads them.
      {R"({"cnf":{},"c\u006ef":{"tbh":"x"}})", id, Confirmation::malformed},
      {R"({"cnf":{"tbh":"x","tbh":")" + std::string(kHash) + R"("}})", id, Confirmation::malformed},
      {R"({"sub":1,"sub":2,"cnf":{"tbh":")" + std::string(kHash) + R"("}})", id,
       Confirmation::matches},
      // Valid JSON that readers of less than all of it stumble over.
      {R"({"a":"\u0000","cnf":{"tbh":"x"}})", id, Confirmation::mismatch},
      {R"({"jti":18446744073709551616,"cnf":{"tbh":"x"}})", id, Confirmation::mismatch},
      {R"({"score":1e400,"cnf":{"tbh":"x"}})", id, Confirmation::mismatch},
      {R"({"\u0000":1,"cnf":{"tbh":"x"}})", id, Confirmation::mismatch},
      {R"({"a":"\ud83d","cnf":{"tbh":"x"}})", id, Confirmation::mismatch},
      {R"({"a":)" + std::string(3000, '[') + std::string(3000, ']') + R"(,"cnf":{"tbh":"x"}})", id,
       Confirmation::mismatch},
      {R"({"cnf\u0000":{"tbh":"x"},"cnf":{"tbh":")" + std::string(kHash) + R"("}})", id,
       Confirmation::matches},
  };
  return rows;
}

START_TEST(a_confirmation_is_held_against_what_the_request_proves) {
  const ClaimRow& row = claim_rows()[static_cast<std::size_t>(_i)];
  const Confirmation found = checked(token_with(row.claims), row.presented);
  ck_assert_msg(found == row.expected, "%s: %s", row.claims.c_str(), to_text(found));
}
END_TEST

START_TEST(a_jws_under_dpop_must_be_bound_to_a_dpop_key) {
  const PresentedKeys dpop{.id_hash = kHash, .certificate_hash = {}, .dpop_hash = kOther};
  for (const auto& [claims, expected] :
       {std::pair{std::string("{}"), Confirmation::unconfirmed},
        {R"({"cnf":{"tbh":")" + std::string(kHash) + R"("}})", Confirmation::unconfirmed},
        {R"({"cnf":{"jkt":"x"}})", Confirmation::mismatch},
        {R"({"cnf":{"jkt":")" + std::string(kOther) + R"("}})", Confirmation::matches}}) {
    const Confirmation found = check_authorization("DPoP " + token_with(claims), dpop);
    ck_assert_msg(found == expected, "%s: %s", claims.c_str(), to_text(found));
  }
  ck_assert(check_authorization("DPoP opaque", dpop) == Confirmation::opaque);
  ck_assert(is_refused("DPoP " + token_with("{}"), dpop));
}
END_TEST

std::string with(std::string text, std::size_t at, std::string_view inserted) {
  return text.insert(at, inserted);
}

START_TEST(a_jws_to_anybody_must_be_a_canonical_one) {
  const std::size_t payload = stolen().find('.') + 1;
  const std::size_t end = stolen().rfind('.');
  std::vector<std::string> fields;
  for (const std::string& token : {own(), stolen()}) {
    for (const char* tail :
         {"=", "==", "=.x", ".x", ".", "...", "!", ".=.=", "~!", "~AA", "~A.A~"}) {
      fields.push_back(token + tail);
    }
    for (const char* inside : {"=", "!!!!", "%", "-", "_", "+", "/", "*", "\\"}) {
      for (const std::size_t at : {std::size_t{2}, payload, payload + 1, end - 1}) {
        fields.push_back(with(token, at, inside));
      }
    }
    // To some readers all but the first and the last dot belong to the claims.
    for (const char* dot : {".", "%2E"}) {
      fields.push_back(with(token, payload, dot));
      fields.push_back(with(token, payload + 1, dot));
    }
    for (const char* before : {"x.", "x", "token=", ".", "%20", "a.b.", "=", "JWT:"}) {
      fields.push_back(before + token);
    }
    fields.push_back(with(token, end, "=="));
    fields.push_back(with(token, end, "%3D"));
    for (const char* dot : {"%2E", "%2e", "%252E", "..", "!.!"}) {
      fields.push_back(std::string(token).replace(payload - 1, 1, dot));
      fields.push_back(std::string(token).replace(end, 1, dot));
    }
    fields.push_back(token.substr(0, end));
    fields.push_back(token + '.' + token);
    fields.push_back(token + '~' + token + '~');
  }
  for (const std::string& field : fields) {
    for (const char* scheme : {"Bearer ", "bEARER ", "DPoP ", "JWT ", "Token "}) {
      const Confirmation found = check_authorization(scheme + field, kOwn);
      ck_assert_msg(found >= Confirmation::mismatch, "%s%s: %s", scheme, field.c_str(),
                    to_text(found));
    }
  }
}
END_TEST

START_TEST(unused_bits_and_blanks_before_an_object_make_no_difference) {
  // Of two octets the last character has two unused bits.
  for (const char* claims : {R"({"cnf":{"tbh":"x"}})", R"({"cnf":{"tbh":"xy"}})"}) {
    std::string token = token_with(claims);
    const std::size_t last = token.rfind('.') - 1;
    const char before = token[last];
    for (char c = 'A'; c <= 'z'; ++c) {
      token[last] = c;
      if (c != before) ck_assert_msg(is_refused("Bearer " + token), "%s", token.c_str());
    }
  }
  for (const char* blanks : {" ", "\n\t ", "\r\n  "}) {
    const std::string object = std::string(blanks) + '{' + blanks;
    const std::string text =
        token_of(object + R"("alg":"none"})", object + R"("cnf":{"tbh":"x"}})");
    ck_assert(checked(text, kOwn) == Confirmation::mismatch);
    ck_assert(checked("x." + text, kOwn) == Confirmation::malformed);
    for (std::size_t at = 0; at < text.size(); ++at) {
      for (const char* foreign : {"%", "-", "!"})
        ck_assert(is_refused("JWT " + with(text, at, foreign)));
    }
  }
}
END_TEST

// What the most lenient decoder makes of a text.
std::string leniently_decoded(std::string_view text) {
  const std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string octets;
  unsigned bits = 0;
  unsigned count = 0;
  for (char c : text) {
    if (c == '+' || c == '/') c = c == '+' ? '-' : '_';
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<unsigned>(value);
    if ((count += 6) < 8) continue;
    count -= 8;
    octets += static_cast<char>(bits >> count);
  }
  return octets;
}

// To a reader of the claims alone, or of both with the claims between the first and the last dot.
bool is_read_as(const std::string& token, const std::string& claims) {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == last) return false;
  const std::string found = leniently_decoded(token.substr(first, last - first));
  return found == claims && (leniently_decoded(token.substr(0, first)).starts_with("{\"") ||
                             std::ranges::count(token, '.') == 2);
}

START_TEST(no_change_of_one_character_makes_a_stolen_token_pass_that_is_still_read) {
  const std::string claims = bound_to("tbh", kOther);
  const std::string token = stolen();
  ck_assert(is_read_as(token, claims));
  unsigned read = 0;
  for (std::size_t at = 0; at <= token.size(); ++at) {
    for (char c = '!'; c < 0x7f; ++c) {
      for (const bool inserted : {true, false}) {
        const std::string changed =
            token.substr(0, at) + c + token.substr(std::min(token.size(), at + (inserted ? 0 : 1)));
        if (!is_read_as(changed, claims)) continue;
        ++read;
        ck_assert_msg(is_refused("Bearer " + changed), "%s", changed.c_str());
      }
    }
  }
  ck_assert_uint_gt(read, 1000);
}
END_TEST

START_TEST(an_sd_jwt_is_judged_by_its_jws) {
  const std::string disclosure = encoded(R"(["salt","name","value"])");
  const std::string holder = token_of(R"({"typ":"kb+jwt"})", R"({"nonce":"1"})");
  for (const std::string& tail : {std::string("~"), '~' + disclosure + '~',
                                  '~' + disclosure + '~' + disclosure + '~' + holder}) {
    ck_assert(checked(own() + tail, kOwn) == Confirmation::matches);
    ck_assert(checked(stolen() + tail, kOwn) == Confirmation::mismatch);
    ck_assert(checked(stolen() + tail, {}) == Confirmation::unbound);
    ck_assert(checked(token_with("{}") + tail, kOwn) == Confirmation::none);
  }
  ck_assert(checked(own() + '~' + stolen(), kOwn) == Confirmation::malformed);
  ck_assert(checked(token_with("{}") + '~' + own(), kOwn) == Confirmation::malformed);
  for (const char* tail : {"~A", "~x=~", "~!~", "~~~=", "~A.B.C"}) {
    ck_assert_msg(checked(own() + tail, kOwn) == Confirmation::malformed, "%s", tail);
  }
}
END_TEST

START_TEST(what_is_a_jws_to_nobody_is_opaque) {
  const std::string header = encoded(R"({"alg":"dir","enc":"A256GCM"})");
  const std::string object = encoded(R"({"data":"x"})");
  const std::vector<std::string> tokens{
      "2YotnFZFEjr1zCsicMWpAA",
      "12|abc",
      "a.b.c",
      "pk." + object + ".AAAA",
      "!",
      "..",
      "{}",
      "===",
      object,
      object + "..AAAA",                          // a JWS without its payload
      header + "..AAAAAAAAAAAAAAAA.AAAA.AAAA",    // JWE
      header + '.' + object + ".AAAA.AAAA.AAAA",  // one in which chance made an object
      "v4.public." + object + "AAAA." + object,   // PASETO
      "v4.local.AAAA." + object,
      "example.example.example",
      encoded("[1]") + '.' + object + ".AAAA"};
  for (const std::string& token : tokens) {
    for (const char* scheme : {"Bearer ", "bearer ", "DPoP ", "dpop "}) {
      const Confirmation found = check_authorization(scheme + token, kOwn);
      ck_assert_msg(found == Confirmation::opaque, "%s: %s", token.c_str(), to_text(found));
    }
    ck_assert(check_authorization("Token " + token, kOwn) == Confirmation::foreign);
  }
}
END_TEST

START_TEST(claims_that_plainly_are_anothers_are_refused_under_any_header) {
  for (const char* header : {"x", "AA", "!", "", "pk"}) {
    for (const char* tail : {".AAAA", "", ".AAAA.AAAA", ".!"}) {
      const std::string claims = encoded(bound_to("tbh", kOther)) + tail;
      ck_assert(checked(header + std::string(".") + claims, kOwn) == Confirmation::mismatch);
    }
  }
}
END_TEST

START_TEST(credentials_of_other_schemes_that_hold_no_jws_are_foreign) {
  for (const char* field :
       {"Basic YmVhcmVyOnNlY3JldA==", "Negotiate YIIJ/w+=",
        R"(Digest username="bearer", realm="a, b \"c\"", uri="/dav/bearer/x.txt",)"
        R"( nc=00000001, qop=auth, response="0")",
        R"(OAuth realm="a",oauth_token="bearer-7" , oauth_nonce = "x")",
        "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu/s3/aws4_request, "
        "SignedHeaders=host;x-amz-date;x-bearer-id, Signature=0",
        "AWS AKIA:c2lnbmF0dXJl=", "SharedKey account:c2ln", "Token abc", "Bearers abc"}) {
    const Confirmation found = check_authorization(field, {});
    ck_assert_msg(found == Confirmation::foreign, "%s: %s", field, to_text(found));
  }
}
END_TEST

START_TEST(a_field_is_one_scheme_and_its_credentials) {
  const std::vector<std::string> fields{"",
                                        " ",
                                        "Bearer",
                                        "Bearer ",
                                        "abc",
                                        " Bearer abc",
                                        "\tBearer abc",
                                        "Bearer\tabc",
                                        "Bearer abc\t",
                                        "Bearer abc ",
                                        "Bearer a b",
                                        "Bearer a,b",
                                        "Bearer abc, Bearer abc",
                                        "Bearer \"abc\"",
                                        "Bearer a\"",
                                        "Bearer ab\x7f",
                                        "Bearer\240 abc",
                                        "Bearer a\xc3\xa9",
                                        "Be\tarer abc",
                                        "B earer abc",
                                        "Bearer: abc",
                                        "Bearer=abc",
                                        "Bea(rer) abc",
                                        "DPoP a b",
                                        "Basic Zm9v, Bearer abc",
                                        "Basic Zm9v,Bearer abc",
                                        "Basic Zm9v,",
                                        "Basic Zm9v, ",
                                        "Digest a=b, Bearer abc",
                                        "Digest a=b,, c=d",
                                        "Digest a=b,",
                                        "Digest a=\"b, Bearer c",
                                        "Digest a=\"b\" Bearer c",
                                        "Digest a=b Bearer c",
                                        "Token x Bearer abc",
                                        "Digest a=\"b\\",
                                        "Basic Zm9v\n",
                                        std::string("Bearer a\0b", 10),
                                        own(),
                                        stolen()};
  for (const std::string& field : fields) {
    const Confirmation found = check_authorization(field, kOwn);
    ck_assert_msg(found == Confirmation::ill_formed, "%s: %s", field.c_str(), to_text(found));
  }
  ck_assert(check_authorization("Bearer  " + own(), kOwn) == Confirmation::matches);
}
END_TEST

START_TEST(a_second_token_hides_neither) {
  for (const std::string& first : {own(), std::string("opaque"), token_with("{}")}) {
    for (const char* between : {", Bearer ", ",", " ", "~", ".", "|", ";", "=", "Bearer"}) {
      for (const char* scheme : {"Bearer ", "DPoP ", "Token ", "Token token=", "X a=\"b\", c="}) {
        ck_assert(is_refused(scheme + first + between + stolen()));
        ck_assert(is_refused(scheme + stolen() + between + first));
      }
    }
  }
  ck_assert(is_refused(stolen() + ' ' + own()));
  ck_assert(is_refused("X a=\"" + own() + "\", b=\"" + stolen() + '"'));
}
END_TEST

START_TEST(a_canonical_jws_is_judged_under_any_scheme) {
  for (const char* scheme : {"Bearer ", "bearer ", "JWT ", "Token "}) {
    const std::string field = scheme;
    ck_assert(check_authorization(field + own(), kOwn) == Confirmation::matches);
    ck_assert(check_authorization(field + stolen(), kOwn) == Confirmation::mismatch);
    ck_assert(check_authorization(field + stolen(), {}) == Confirmation::unbound);
    ck_assert(check_authorization(field + token_with("{}"), kOwn) == Confirmation::none);
  }
}
END_TEST

struct DecisionRow {
  Confirmation confirmation;
  int optional;
  int required;
};

constexpr DecisionRow kDecisionRows[] = {
    {Confirmation::foreign, 0, 0},       {Confirmation::opaque, 0, 401},
    {Confirmation::none, 0, 401},        {Confirmation::matches, 0, 0},
    {Confirmation::mismatch, 401, 401},  {Confirmation::unbound, 401, 401},
    {Confirmation::malformed, 401, 401}, {Confirmation::ill_formed, 400, 400},
    {Confirmation::unconfirmed, 401, 401},
};

START_TEST(a_decision_only_ever_adds_a_refusal_with_a_description) {
  const DecisionRow& row = kDecisionRows[_i];
  ck_assert_int_eq(decide_bearer(row.confirmation, BearerMode::off).http_status, 0);
  const auto optional = decide_bearer(row.confirmation, BearerMode::optional);
  const auto required = decide_bearer(row.confirmation, BearerMode::required);
  ck_assert_int_eq(optional.http_status, row.optional);
  ck_assert_int_eq(required.http_status, row.required);
  ck_assert((required.description != nullptr) == (row.required != 0));
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* bearer_suite() {
  Suite* suite = suite_create("bind: bearer token");
  TCase* tests = tcase_create("bearer");
  tcase_add_loop_test(tests, a_confirmation_is_held_against_what_the_request_proves, 0,
                      static_cast<int>(claim_rows().size()));
  for (const TTest* test :
       {a_jws_under_dpop_must_be_bound_to_a_dpop_key, a_jws_to_anybody_must_be_a_canonical_one,
        unused_bits_and_blanks_before_an_object_make_no_difference,
        no_change_of_one_character_makes_a_stolen_token_pass_that_is_still_read,
        an_sd_jwt_is_judged_by_its_jws, what_is_a_jws_to_nobody_is_opaque,
        claims_that_plainly_are_anothers_are_refused_under_any_header,
        credentials_of_other_schemes_that_hold_no_jws_are_foreign,
        a_field_is_one_scheme_and_its_credentials, a_second_token_hides_neither,
        a_canonical_jws_is_judged_under_any_scheme}) {
    tcase_add_test(tests, test);
  }
  tcase_add_loop_test(tests, a_decision_only_ever_adds_a_refusal_with_a_description, 0,
                      std::size(kDecisionRows));
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
