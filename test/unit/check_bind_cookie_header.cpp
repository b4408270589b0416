// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "bind/cookie_header.h"
#include "bind/cookie_names.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using tb::bind::CookieNames;
using tb::bind::read_cookie_pair;

std::vector<std::string> pieces_of(std::string_view field, char separator) {
  std::vector<std::string> all;
  while (!field.empty()) all.emplace_back(tb::bind::take_piece(field, separator));
  return all;
}

START_TEST(a_field_is_taken_apart_at_its_separators_alone) {
  using Pieces = std::vector<std::string>;
  ck_assert(pieces_of("a=1; b=\"2;c\" ;\td , e;", ';') == (Pieces{"a=1", "b=\"2", "c\"", "d , e"}));
  ck_assert(pieces_of(" a , b,,", ',') == (Pieces{"a", "b", ""}));
  ck_assert(pieces_of("", ';').empty());
}
END_TEST

START_TEST(a_cookie_pair_is_a_name_and_cookie_octets) {
  constexpr const char* kPairs[] = {"a=1",
                                    "a=",
                                    "a=\"1\"",
                                    "a=\"\"",
                                    "%61=1",
                                    "a=b=c:/?@(){}<>",
                                    "!#$%&'*+-.^_`|~=!#$%&'()*+-./"};
  ck_assert(read_cookie_pair(kPairs[_i]).has_value());
}
END_TEST

START_TEST(a_name_may_have_brackets) {
  const auto pair = read_cookie_pair("CakeCookie[User]=\"1\"");
  ck_assert(pair.has_value());
  ck_assert(pair->name == "CakeCookie[User]" && pair->value == "\"1\"");
}
END_TEST

START_TEST(what_another_parser_could_read_otherwise_is_no_cookie_pair) {
  constexpr const char* kOthers[] = {
      "",         "a",      "=1",    " a=1",    "a =1",  "a= 1",  "a=1 ",    "a=\"1",   "a=1\"",
      "a=\"1\"2", "a=1,2",  "a=1;b", "a=1 b=2", "a=\\1", "a=[1]", "a=1]",    "a=\"[\"", "a=\xe9",
      "a=\x7f",   "a=\x01", "(a=1",  "x/=1",    "$:=1",  "a,b=1", "\"a\"=1", "a\xa0=1", "a\\b=1"};
  ck_assert_msg(!read_cookie_pair(kOthers[_i]).has_value(), "%s", kOthers[_i]);
}
END_TEST

START_TEST(quotes_come_off_only_in_pairs) {
  ck_assert(tb::bind::unquoted("\"a\"") == "a");
  ck_assert(tb::bind::unquoted("\"\"").empty());
  ck_assert(tb::bind::unquoted("\"") == "\"");
  ck_assert(tb::bind::unquoted("\"a") == "\"a");
  ck_assert(tb::bind::unquoted("a") == "a");
}
END_TEST

START_TEST(names_match_whole_or_by_prefix_and_with_regard_to_case) {
  CookieNames names;
  ck_assert(names.add("PHPSESSID"));
  ck_assert(names.add("mod_auth_openidc_*"));
  ck_assert(names.find("PHPSESSID") == "PHPSESSID");
  ck_assert(names.find("phpsessid").empty());
  ck_assert(names.find("PHPSESSID2").empty());
  ck_assert(names.find("mod_auth_openidc_session") == "mod_auth_openidc_*");
  ck_assert(names.find("mod_auth_openidc_") == "mod_auth_openidc_*");
  ck_assert(names.find("mod_auth_openidc").empty());
}
END_TEST

START_TEST(a_star_alone_matches_every_cookie) {
  CookieNames names;
  ck_assert(names.add("*"));
  ck_assert(names.find("anything") == "*");
  ck_assert(names.find_within("\xe9=") == "*");
}
END_TEST

START_TEST(a_token_is_alike_without_case_and_with_what_php_makes_of_it) {
  constexpr const char* kAlike[] = {"my_session",      "MY_Session",     "my.session",
                                    "my+session",      "%6dy_session",   "%6D%59%5fsession",
                                    "%u006dy.session", "my_session%00x", "my_session%5B0%5D"};
  CookieNames names;
  ck_assert(names.add("my_session"));
  ck_assert_msg(names.find_alike(kAlike[_i]) == "my_session", "%s", kAlike[_i]);
}
END_TEST

START_TEST(a_token_with_more_in_it_is_another_name) {
  constexpr const char* kOthers[] = {"my_session2", "xmy_session", "my-session", "mysession",
                                     "%61"};
  CookieNames names;
  ck_assert(names.add("my_session"));
  ck_assert_msg(names.find_alike(kOthers[_i]).empty(), "%s", kOthers[_i]);
}
END_TEST

START_TEST(a_name_is_found_within_a_text_in_any_spelling) {
  constexpr const char* kTexts[] = {
      "x(my_session=1",        "x/my_session=1",     "\"my_\\session\"=1",  "\"\\155y_session\"=1",
      "x, MY_SESSION =1",      "x GMTmy_session=1",  "%6dy_session%00,x=1", "\\u006dy_session=1",
      "\\x6Dy\xa0session=1",   "my[session]=1",      "m y session=1",       "x=my_session%3D1",
      "%u006d%79_session : =", "my\xc2\xa0session=1"};
  CookieNames names;
  ck_assert(names.add("other"));
  ck_assert(names.add("my_session"));
  ck_assert_msg(names.find_within(kTexts[_i]) == "my_session", "%s", kTexts[_i]);
}
END_TEST

START_TEST(a_text_without_the_name_before_an_equals_sign_holds_none) {
  constexpr const char* kTexts[] = {"x={\"my_session\":1}",
                                    "x y=my session",
                                    "my_session",
                                    "",
                                    "x=\xe9",
                                    "my_sess=ion",
                                    "%",
                                    "\\",
                                    "%6=my_session",
                                    "=my_session"};
  CookieNames names;
  ck_assert(names.add("my_session"));
  ck_assert_msg(names.find_within(kTexts[_i]).empty(), "%s", kTexts[_i]);
}
END_TEST

START_TEST(names_are_equal_by_their_patterns) {
  CookieNames one;
  CookieNames other;
  ck_assert(one.add("a") && other.add("a"));
  ck_assert(one == other);
  ck_assert(one.add("b*") && other.add("b"));
  ck_assert(one != other);
}
END_TEST

START_TEST(what_is_no_cookie_name_is_refused) {
  constexpr const char* kRefused[] = {
      "",           "a b",        "a=b",       "a;b",     "a,b",     "\"a\"",
      "a\x01",      "a\xe9",      "*_session", "*SESSID", "SESS*ID", "^PHPSESSID$",
      "^PHPSESSID", "PHPSESSID$", "a|b",       "**",      "a?",      "(a)"};
  CookieNames names;
  ck_assert(!names.add(kRefused[_i]));
  ck_assert(names == CookieNames());
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* cookie_header_suite() {
  Suite* suite = suite_create("bind: Cookie header");
  TCase* tests = tcase_create("cookie_header");
  tcase_add_test(tests, a_field_is_taken_apart_at_its_separators_alone);
  tcase_add_loop_test(tests, a_cookie_pair_is_a_name_and_cookie_octets, 0, 7);
  tcase_add_test(tests, a_name_may_have_brackets);
  tcase_add_loop_test(tests, what_another_parser_could_read_otherwise_is_no_cookie_pair, 0, 27);
  tcase_add_test(tests, quotes_come_off_only_in_pairs);
  tcase_add_test(tests, names_match_whole_or_by_prefix_and_with_regard_to_case);
  tcase_add_test(tests, a_star_alone_matches_every_cookie);
  tcase_add_loop_test(tests, a_token_is_alike_without_case_and_with_what_php_makes_of_it, 0, 9);
  tcase_add_loop_test(tests, a_token_with_more_in_it_is_another_name, 0, 5);
  tcase_add_loop_test(tests, a_name_is_found_within_a_text_in_any_spelling, 0, 14);
  tcase_add_loop_test(tests, a_text_without_the_name_before_an_equals_sign_holds_none, 0, 10);
  tcase_add_test(tests, names_are_equal_by_their_patterns);
  tcase_add_loop_test(tests, what_is_no_cookie_name_is_refused, 0, 18);
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
