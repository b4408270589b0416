// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "bind/set_cookie.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using tb::bind::CookieNames;
using tb::bind::read_set_cookie;

START_TEST(a_field_is_split_at_the_first_semicolon_and_the_first_equals_sign) {
  const auto cookie = read_set_cookie(" sid = a=b\"c ; Path=/; HttpOnly");
  ck_assert(cookie.has_value());
  ck_assert(cookie->name == "sid");
  ck_assert(cookie->value == "a=b\"c");
  ck_assert(cookie->attributes == "; Path=/; HttpOnly");
}
END_TEST

START_TEST(a_field_that_names_no_cookie_sets_none) {
  ck_assert(!read_set_cookie("").has_value());
  ck_assert(!read_set_cookie("sid; a=b").has_value());
  ck_assert(!read_set_cookie("=value").has_value());
  ck_assert(!read_set_cookie("  =value; Path=/").has_value());
}
END_TEST

struct FoldedRow {
  const char* field;
  std::vector<std::string_view> fields;
};

// `sid` and `app[*` are bound.
const std::vector<FoldedRow>& folded_rows() {
  static const std::vector<FoldedRow> rows{
      {"a=1", {"a=1"}},
      {"", {""}},
      {"sid=1; Path=/", {"sid=1; Path=/"}},
      {"a=1, sid=2", {"a=1", "sid=2"}},
      {"a=1,sid =2,app[x]=3", {"a=1", "sid =2,app[x]=3"}},
      {"user=alice; Expires=Thu, 01 Jun 2039 10:00:00 GMT, sid=2; Path=/",
       {"user=alice; Expires=Thu, 01 Jun 2039 10:00:00 GMT", "sid=2; Path=/"}},
      {"sid=1; Expires=Thu, 01 Jun 2039 10:00:00 GMT,\tsid=2; Expires=Thu, 01 Jun 2039 10:00:00 "
       "GMT",
       {"sid=1; Expires=Thu, 01 Jun 2039 10:00:00 GMT",
        "sid=2; Expires=Thu, 01 Jun 2039 10:00:00 GMT"}},
      // A bound value is sealed with its commas, and what is not bound may be one cookie or two.
      {"sid=a,sid=b; Path=/", {"sid=a,sid=b; Path=/"}},
      {"a=x=1,y=2; Path=/", {"a=x=1,y=2; Path=/"}},
      {"a=1, sidx=2, sid; Path=/", {"a=1, sidx=2, sid; Path=/"}},
  };
  return rows;
}

START_TEST(a_bound_cookie_behind_a_comma_is_a_field_of_its_own) {
  CookieNames names;
  ck_assert(names.add("sid") && names.add("app[*"));
  const FoldedRow& row = folded_rows()[static_cast<std::size_t>(_i)];
  ck_assert_msg(tb::bind::unfolded(row.field, names) == row.fields, "%s", row.field);
}
END_TEST

struct ValueRow {
  const char* field;
  const char* changed;
};

constexpr ValueRow kValueRows[] = {
    {"sid=old", "sid=NEW; Secure"},
    {"sid=\"old\"; Path=/", "sid=NEW; Path=/; Secure"},
    {"sid=old; Secure", "sid=NEW; Secure"},
    {"sid=old; secure; Path=/", "sid=NEW; secure; Path=/"},
    {"sid=old;SECURE ", "sid=NEW;SECURE "},
    {"sid=old; Secure=yes", "sid=NEW; Secure=yes"},
    {"sid=old; Path=/Secure", "sid=NEW; Path=/Secure; Secure"},
    {" sid = old ;  Path = / ;HttpOnly;SameSite=lax",
     "sid=NEW;  Path = / ;HttpOnly;SameSite=lax; Secure"},
    {"old=old; Path=/old", "old=NEW; Path=/old; Secure"},
};

START_TEST(another_value_leaves_the_attributes_byte_for_byte_and_adds_secure) {
  const auto cookie = read_set_cookie(kValueRows[_i].field);
  ck_assert(cookie.has_value());
  EXPECT_TEXT(tb::bind::with_value(*cookie, "NEW"), kValueRows[_i].changed);
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* set_cookie_suite() {
  Suite* suite = suite_create("bind: Set-Cookie header");
  TCase* tests = tcase_create("set_cookie");
  tcase_add_test(tests, a_field_is_split_at_the_first_semicolon_and_the_first_equals_sign);
  tcase_add_test(tests, a_field_that_names_no_cookie_sets_none);
  tcase_add_loop_test(tests, a_bound_cookie_behind_a_comma_is_a_field_of_its_own, 0,
                      static_cast<int>(folded_rows().size()));
  tcase_add_loop_test(tests, another_value_leaves_the_attributes_byte_for_byte_and_adds_secure, 0,
                      static_cast<int>(std::size(kValueRows)));
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
