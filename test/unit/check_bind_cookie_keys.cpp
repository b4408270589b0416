// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/cookie_keys.h"
#include "bind/json.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using tb::bind::CookieKeys;
using tb::core::Cause;

constexpr const char* kOctets = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

std::string key(const std::string& kid) {
  return R"({"kty":"oct","kid":")" + kid + R"(","k":")" + kOctets + R"("})";
}

// key_for is a key with more members.
std::string key_for(const std::string& members) {
  return R"({"kty":"oct","kid":"b","k":")" + std::string(kOctets) + "\"," + members + "}";
}

std::string set_of(const std::string& keys) {
  return R"({"keys":[)" + keys + "]}";
}

std::string many_keys(int count) {
  std::string keys;
  for (int i = 0; i < count; ++i) {
    if (i > 0) keys += ',';
    keys += key("k" + std::to_string(i));
  }
  return set_of(keys);
}

START_TEST(the_first_key_seals) {
  const auto keys = CookieKeys::parse(set_of(key("new") + "," + key("old")));
  ck_assert(keys.ok());
  ck_assert_uint_eq(keys.value().all().size(), 2);
  EXPECT_TEXT(keys.value().sealing().kid, "new");
}
END_TEST

START_TEST(sixteen_keys_are_taken_and_members_nobody_asked_for_are_passed_over) {
  ck_assert(CookieKeys::parse(many_keys(16)).ok());
  const auto keys = CookieKeys::parse(
      R"({"made":"today","keys":[{"use":"enc","alg":"A256GCM","x":{},"kty":"oct","kid":"a","k":")" +
      std::string(kOctets) + R"("}]})");
  ck_assert(keys.ok());
  ck_assert(CookieKeys::parse(set_of(key_for(R"("alg":"dir")"))).ok());
}
END_TEST

struct RefusedRow {
  std::string text;
  Cause cause;
  unsigned offset;
};

const std::vector<RefusedRow>& refused_rows() {
  const std::string good = key("a");
  static const std::vector<RefusedRow> rows{
      {"", Cause::kJson, 0},
      {"[]", Cause::kJson, 0},
      {R"({"keys":[})", Cause::kJson, 10},
      {std::string(tb::bind::kMaxKeySetSize + 1, ' '), Cause::kJson, tb::bind::kMaxKeySetSize},
      {std::string(100, '['), Cause::kJson, tb::bind::kMaxJsonDepth},
      {"{}", Cause::kJwkSet, 0},
      {good, Cause::kJwkSet, 0},
      {R"({"keys":{}})", Cause::kJwkSet, 0},
      {R"({"keys":[]})", Cause::kJwkCount, 0},
      {many_keys(17), Cause::kJwkCount, 0},
      {set_of("1"), Cause::kJwkType, 0},
      {set_of(R"({"kty":"RSA","kid":"a"})"), Cause::kJwkType, 0},
      {set_of(good + R"(,{"kty":"EC","kid":"b"})"), Cause::kJwkType, 1},
      {set_of(R"({"kty":"oct","k":")" + std::string(kOctets) + "\"}"), Cause::kJwkKid, 0},
      {set_of(key("")), Cause::kJwkKid, 0},
      {set_of(key("a b")), Cause::kJwkKid, 0},
      {set_of(key("caf\xc3\xa9")), Cause::kJwkKid, 0},
      {set_of(key("a\\\"b")), Cause::kJwkKid, 0},
      {set_of(key(std::string(65, 'k'))), Cause::kJwkKid, 0},
      {set_of(good + "," + key("b") + "," + good), Cause::kJwkKid, 2},
      {set_of(good + "," + key_for(R"("use":"sig")")), Cause::kJwkUse, 1},
      {set_of(key_for(R"("use":"enc","alg":"HS256")")), Cause::kJwkUse, 0},
      {set_of(key_for(R"("alg":"A256KW")")), Cause::kJwkUse, 0},
      {set_of(key_for(R"("use":null)")), Cause::kJwkUse, 0},
      {set_of(key_for(R"("alg":["dir"])")), Cause::kJwkUse, 0},
      {set_of(R"({"kty":"oct","kid":"a"})"), Cause::kJwkSize, 0},
      {set_of(R"({"kty":"oct","kid":"a","k":42})"), Cause::kJwkSize, 0},
      {set_of(R"({"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAA"})"), Cause::kJwkSize, 0},
      {set_of(good + R"(,{"kty":"oct","kid":"b","k":")" + kOctets + "A\"}"), Cause::kJwkSize, 1},
      {set_of(R"({"kty":"oct","kid":"a","k":")" + std::string(kOctets) + "=\"}"), Cause::kJwkSize,
       0},
  };
  return rows;
}

START_TEST(a_key_file_with_a_fault_is_refused_with_its_cause_and_place) {
  const RefusedRow& row = refused_rows()[static_cast<std::size_t>(_i)];
  const auto keys = CookieKeys::parse(row.text);
  ck_assert_msg(!keys.ok(), "%s", row.text.c_str());
  ck_assert_msg(keys.error().cause == row.cause, "%s: %s", row.text.c_str(),
                std::string(explain(keys.error().cause).token).c_str());
  ck_assert_uint_eq(keys.error().offset, row.offset);
}
END_TEST

START_TEST(a_new_set_has_one_key_that_no_other_set_has) {
  const auto first = tb::bind::new_cookie_keys("");
  const auto second = tb::bind::new_cookie_keys("");
  ck_assert(first.ok() && second.ok());
  const auto keys = CookieKeys::parse(first.value());
  const auto others = CookieKeys::parse(second.value());
  ck_assert(keys.ok() && others.ok());
  ck_assert_uint_eq(keys.value().all().size(), 1);
  ck_assert(keys.value().sealing().kid != others.value().sealing().kid);
  ck_assert(first.value() != second.value());
}
END_TEST

START_TEST(a_rotation_puts_the_new_key_first_and_keeps_the_others) {
  const auto text = tb::bind::new_cookie_keys(set_of(key("b") + "," + key("a")));
  ck_assert(text.ok());
  const auto keys = CookieKeys::parse(text.value());
  ck_assert(keys.ok());
  ck_assert_uint_eq(keys.value().all().size(), 3);
  EXPECT_TEXT(keys.value().all()[1].kid, "b");
  EXPECT_TEXT(keys.value().all()[2].kid, "a");
}
END_TEST

START_TEST(the_oldest_key_goes_when_a_set_is_full) {
  const auto text = tb::bind::new_cookie_keys(many_keys(16));
  ck_assert(text.ok());
  const auto keys = CookieKeys::parse(text.value());
  ck_assert(keys.ok());
  ck_assert_uint_eq(keys.value().all().size(), 16);
  EXPECT_TEXT(keys.value().all().back().kid, "k14");
}
END_TEST

START_TEST(a_set_that_no_server_would_take_is_not_extended) {
  const auto text = tb::bind::new_cookie_keys(set_of(key("a b")));
  ck_assert(!text.ok());
  ck_assert(text.error().cause == Cause::kJwkKid);
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* cookie_keys_suite() {
  Suite* suite = suite_create("bind: cookie keys");
  TCase* tests = tcase_create("cookie_keys");
  tcase_add_test(tests, the_first_key_seals);
  tcase_add_test(tests, sixteen_keys_are_taken_and_members_nobody_asked_for_are_passed_over);
  tcase_add_loop_test(tests, a_key_file_with_a_fault_is_refused_with_its_cause_and_place, 0,
                      static_cast<int>(refused_rows().size()));
  tcase_add_test(tests, a_new_set_has_one_key_that_no_other_set_has);
  tcase_add_test(tests, a_rotation_puts_the_new_key_first_and_keeps_the_others);
  tcase_add_test(tests, the_oldest_key_goes_when_a_set_is_full);
  tcase_add_test(tests, a_set_that_no_server_would_take_is_not_extended);
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
