// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "bind/bearer.h"
#include "core/base64url.h"
#include "policy/bearer.h"
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

Confirmation checked(const std::string& token, const PresentedKeys& presented) {
  return check_authorization("Bearer " + token, presented).value_or(Confirmation::malformed);
}

std::string bound_to(std::string_view member, std::string_view hash) {
  return R"({"cnf":{")" + std::string(member) + R"(":")" + std::string(hash) + R"("}})";
}

const char* to_text(Confirmation confirmation) {
  constexpr const char* kTexts[] = {"opaque",  "malformed", "none",
                                    "matches", "mismatch",  "unbound"};
  return kTexts[static_cast<std::size_t>(confirmation)];
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
  const PresentedKeys id{.id_hash = kHash, .certificate_hash = {}};
  const PresentedKeys certificate{.id_hash = {}, .certificate_hash = kOther};
  const PresentedKeys id_and_certificate{.id_hash = kHash, .certificate_hash = kOther};
  const PresentedKeys wrong{.id_hash = kOther, .certificate_hash = kHash};
  static const std::vector<ClaimRow> rows{
      {"{}", id, Confirmation::none},
      {R"({"cnf":{}})", id, Confirmation::none},
      {R"({"cnf":{"jkt":"x"}})", id, Confirmation::none},
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
      {both, {.id_hash = kHash, .certificate_hash = kHash}, Confirmation::mismatch},
      {both, {.id_hash = kOther, .certificate_hash = kOther}, Confirmation::mismatch},
      // A binding that nobody can satisfy is still a binding.
      {bound_to("tbh", ""), id, Confirmation::mismatch},
      {bound_to("tbh", std::string(kHash) + "="), id, Confirmation::mismatch},
      {bound_to("tbh", kHash.substr(0, 42)), id, Confirmation::mismatch},
      {R"({"cnf":{"tbh":1}})", id, Confirmation::mismatch},
      {R"({"cnf":{"tbh":null}})", nothing, Confirmation::unbound},
      {R"({"cnf":{"\u0074bh":")" + std::string(kHash) + R"("}})", wrong, Confirmation::mismatch},
      {R"({"cnf":1})", id, Confirmation::malformed},
      {R"([])", id, Confirmation::malformed},
      {R"({"cnf":)", id, Confirmation::malformed},
      {"", id, Confirmation::malformed},
      {R"({"a":"\u0000","cnf":{"tbh":"x"}})", id, Confirmation::mismatch},
      {R"({"jti":18446744073709551616,"cnf":{"tbh":"x"}})", id, Confirmation::mismatch},
      {std::string(100, '['), id, Confirmation::malformed},
  };
  return rows;
}

START_TEST(a_confirmation_is_held_against_what_the_request_proves) {
  const ClaimRow& row = claim_rows()[static_cast<std::size_t>(_i)];
  const Confirmation found = checked(token_with(row.claims), row.presented);
  ck_assert_msg(found == row.expected, "%s: %s", row.claims.c_str(), to_text(found));
}
END_TEST

struct TokenRow {
  std::string token;
  Confirmation expected;
};

const std::vector<TokenRow>& token_rows() {
  const std::string matching = encoded(bound_to("tbh", kHash));
  const std::string mismatching = encoded(bound_to("tbh", kOther));
  const std::string header = encoded(R"({"alg":"ES256"})");
  static const std::vector<TokenRow> rows{
      {"", Confirmation::opaque},
      {"2YotnFZFEjr1zCsicMWpAA", Confirmation::opaque},
      {header + "." + matching, Confirmation::opaque},
      {header + "." + matching + ".AAAA.AAAA", Confirmation::opaque},
      {header + "..." + matching + ".AAAA", Confirmation::opaque},  // a JWE
      {"..", Confirmation::malformed},
      {header + "..AAAA", Confirmation::malformed},
      {header + "." + matching + ".", Confirmation::matches},
      {header + "." + matching + "=.AAAA", Confirmation::malformed},
      {"+." + matching + ".AAAA", Confirmation::malformed},
      {encoded("{}") + "." + matching + ".AAAA", Confirmation::malformed},
      {header + "." + matching + ".=", Confirmation::malformed},
      // Broken, but with a binding that is plainly another's.
      {"+." + mismatching + ".AAAA", Confirmation::mismatch},
      {header + "." + mismatching + ".=", Confirmation::mismatch},
      {header + "." + mismatching + ".!", Confirmation::mismatch},
      // What follows the second dot is never read before the claims are.
      {header + "." + matching + ".AAAA=.x", Confirmation::opaque},
      {header + "." + mismatching + ".AAAA=.x", Confirmation::mismatch},
      {header + "." + mismatching + ".AAAA.=.=", Confirmation::mismatch},
      {header + "." + mismatching + "...", Confirmation::mismatch},
      {header + "." + mismatching + ".=" + std::string(tb::bind::kMaxSegmentSize, 'A'),
       Confirmation::mismatch},
      {header + "." + encoded(R"({"a":")" + std::string(tb::bind::kMaxSegmentSize, 'A') + "\"}") +
           ".AAAA",
       Confirmation::malformed},
  };
  return rows;
}

START_TEST(a_token_that_is_no_compact_jws_is_told_apart) {
  const TokenRow& row = token_rows()[static_cast<std::size_t>(_i)];
  const Confirmation found = checked(row.token, {.id_hash = kHash, .certificate_hash = {}});
  ck_assert_msg(found == row.expected, "%s: %s", row.token.c_str(), to_text(found));
}
END_TEST

START_TEST(the_word_bearer_is_found_in_any_case_and_behind_other_schemes) {
  for (const char* field : {"Bearer abc", "bEARER \t abc ", "Basic Zm9v, Bearer abc", "Bearer",
                            "Be\tarer abc", " B e a r e r abc", "Bearebearer abc"}) {
    ck_assert_msg(check_authorization(field, {}) == Confirmation::opaque, "%s", field);
  }
  for (const char* field : {"Basic abc", "", "Bea-rer abc", "Digest username=\"a.b.c\""}) {
    ck_assert_msg(!check_authorization(field, {}).has_value(), "%s", field);
  }
}
END_TEST

START_TEST(whatever_parts_the_word_bearer_from_a_token_hides_neither) {
  constexpr const char* kFields[] = {"Bearer\240", "Bearer:",  "Bearer=", "Bearer.",
                                     "Bearer_",    "Bearers ", "Bearerx"};
  const PresentedKeys id{.id_hash = kHash, .certificate_hash = {}};
  const std::string field = kFields[_i];
  ck_assert(check_authorization(field + token_with(bound_to("tbh", kHash)), id) ==
            Confirmation::matches);
  ck_assert(check_authorization(field + token_with(bound_to("tbh", kOther)), id) ==
            Confirmation::mismatch);
  ck_assert(check_authorization(field + "abc", id) == Confirmation::opaque);
}
END_TEST

START_TEST(a_bound_token_is_judged_under_any_scheme) {
  const PresentedKeys id{.id_hash = kHash, .certificate_hash = {}};
  const std::string stolen = token_with(bound_to("tbh", kOther));
  for (const char* scheme : {"", "Token ", "Token token=", "Token token=\"", "DPoP ", "X,", "\t"}) {
    const std::string field = scheme;
    ck_assert_msg(check_authorization(field + stolen, id) == Confirmation::mismatch, "%s", scheme);
    ck_assert_msg(check_authorization(field + stolen, {}) == Confirmation::unbound, "%s", scheme);
    ck_assert_msg(check_authorization(field + token_with("{}"), id) == Confirmation::none, "%s",
                  scheme);
  }
  ck_assert(check_authorization("Token " + token_with(bound_to("tbh", kHash)), id) ==
            Confirmation::matches);
}
END_TEST

// Python's replace("Bearer ", "") puts it together again.
START_TEST(a_token_cannot_hide_by_the_word_bearer_within_it) {
  const PresentedKeys id{.id_hash = kHash, .certificate_hash = {}};
  const std::string stolen = token_with(bound_to("tbh", kOther));
  for (std::size_t at = 0; at <= stolen.size(); ++at) {
    const std::string field = "Bearer " + stolen.substr(0, at) + "Bearer " + stolen.substr(at);
    ck_assert(check_authorization(field, id) == Confirmation::mismatch);
  }
}
END_TEST

START_TEST(a_token_cannot_hide_behind_another) {
  const PresentedKeys id{.id_hash = kHash, .certificate_hash = {}};
  const std::string good = token_with(bound_to("tbh", kHash));
  const std::string stolen = token_with(bound_to("tbh", kOther));
  for (const std::string& first : {good, std::string("opaque"), token_with("{}")}) {
    ck_assert(checked(first + ", Bearer " + stolen, id) == Confirmation::mismatch);
    ck_assert(checked(stolen + ", Bearer " + first, id) == Confirmation::mismatch);
  }
  ck_assert(checked("\"" + stolen + "\"", id) == Confirmation::mismatch);
  ck_assert(checked(good + ", Bearer opaque", id) == Confirmation::opaque);
}
END_TEST

struct DecisionRow {
  Confirmation confirmation;
  int optional;
  int required;
};

constexpr DecisionRow kDecisionRows[] = {
    {Confirmation::opaque, 0, 401},     {Confirmation::malformed, 0, 401},
    {Confirmation::none, 0, 401},       {Confirmation::matches, 0, 0},
    {Confirmation::mismatch, 401, 401}, {Confirmation::unbound, 401, 401},
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
  tcase_add_loop_test(tests, a_token_that_is_no_compact_jws_is_told_apart, 0,
                      static_cast<int>(token_rows().size()));
  tcase_add_test(tests, the_word_bearer_is_found_in_any_case_and_behind_other_schemes);
  tcase_add_loop_test(tests, whatever_parts_the_word_bearer_from_a_token_hides_neither, 0, 7);
  tcase_add_test(tests, a_bound_token_is_judged_under_any_scheme);
  tcase_add_test(tests, a_token_cannot_hide_by_the_word_bearer_within_it);
  tcase_add_test(tests, a_token_cannot_hide_behind_another);
  tcase_add_loop_test(tests, a_decision_only_ever_adds_a_refusal_with_a_description, 0, 6);
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
