// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/cookie_date.h"
#include "bind/set_cookie.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;
using tb::bind::read_set_cookie;

constexpr sys_seconds kNow{1'700'000'000s};  // 14 November 2023, 22:13:20

struct DateRow {
  const char* text;
  long long seconds;  // since 1970; kNone when it is no date
};
constexpr long long kNone = -1'000'000'000'000;

constexpr DateRow kDateRows[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
    {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
    {"Sun Nov  6 08:49:37 1994", 784111777},
    {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
    {"Thu, 01-Jan-1970 00:00:01 GMT", 1},
    {"08:49:37 1994 06 nOvember", 784111777},
    {"6/Nov/1994 8:49:37", 784111777},
    {"Tue, 19 Jan 2038 03:14:08 GMT", 2147483648},
    {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
    {"1 Jan 69 0:0:0", 3124224000},  // 2069
    {"1 Jan 70 0:0:0", 0},           // 1970
    {"29 Feb 2024 00:00:00", 1709164800},
    {"29 Feb 2023 00:00:00", kNone},
    {"31 Apr 2023 00:00:00", kNone},
    {"0 Jan 2023 00:00:00", kNone},
    {"1 Jan 1600 00:00:00", kNone},
    {"1 Jan 2023 24:00:00", kNone},
    {"1 Jan 2023 00:60:00", kNone},
    {"1 Jan 2023 00:00", kNone},
    {"1 Jan 20233 00:00:00", kNone},
    {"1 Jun", kNone},
    {"0", kNone},
    {"-1", kNone},
    {"", kNone},
    {"Wed, 32 Foo 2023 99:99:99", kNone},
};

START_TEST(a_cookie_date_is_read_as_browsers_do) {
  const DateRow& row = kDateRows[_i];
  const auto date = tb::bind::parse_cookie_date(row.text);
  ck_assert_msg(date.has_value() == (row.seconds != kNone), "%s", row.text);
  if (date) ck_assert_msg(date->time_since_epoch().count() == row.seconds, "%s", row.text);
}
END_TEST

START_TEST(a_field_is_split_at_the_first_semicolon_and_the_first_equals_sign) {
  const auto cookie = read_set_cookie(" sid = a=b\"c ; Path=/; HttpOnly");
  ck_assert(cookie.has_value());
  ck_assert(cookie->name == "sid");
  ck_assert(cookie->value == "a=b\"c");
  ck_assert(cookie->attributes == "; Path=/; HttpOnly");
}
END_TEST

START_TEST(a_name_is_what_it_will_be_taken_for_when_it_comes_back) {
  ck_assert(read_set_cookie("\302\240sid\240=1")->name == "sid");
  ck_assert(read_set_cookie("\"sid\"=1")->name == "sid");
  ck_assert(!read_set_cookie("\272=1").has_value());
}
END_TEST

START_TEST(a_field_that_names_no_cookie_sets_none) {
  ck_assert(!read_set_cookie("").has_value());
  ck_assert(!read_set_cookie("sid; a=b").has_value());
  ck_assert(!read_set_cookie("=value").has_value());
  ck_assert(!read_set_cookie("  =value; Path=/").has_value());
}
END_TEST

struct DeletionRow {
  const char* field;
  bool deletes;
};

constexpr DeletionRow kDeletionRows[] = {
    {"sid=1", false},
    {"sid=", true},
    {"sid=\"\"", true},
    {"sid=; Path=/", true},
    {"sid=1; Max-Age=0", true},
    {"sid=1; max-age=-5", true},
    {"sid=1; Max-Age=00", true},
    {"sid=1;Max-Age = 60 ", false},
    {"sid=1; Max-Age=", false},
    {"sid=1; Max-Age=0x", false},
    {"sid=1; Max-Age=-", false},
    {"sid=1; Max-Age=99999999999999999999999999", false},
    {"sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; path=/", true},
    {"sid=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true},
    {"sid=1; EXPIRES=Fri, 31 Dec 9999 23:59:59 GMT", false},
    {"sid=1; Expires=0", false},
    // Max-Age goes before Expires, and the last of several counts.
    {"sid=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", false},
    {"sid=1; Max-Age=60; Max-Age=0", true},
    {"sid=1; Max-Age=0; Max-Age=60", false},
    {"sid=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true},
    {"sid=1; Comment=Max-Age=0", false},
    {"sid=1;;; ;Max-Age=0", true},
};

START_TEST(a_deletion_is_what_a_browser_takes_for_one) {
  const auto cookie = read_set_cookie(kDeletionRows[_i].field);
  ck_assert(cookie.has_value());
  ck_assert_msg(tb::bind::deletes_cookie(*cookie, kNow) == kDeletionRows[_i].deletes, "%s",
                kDeletionRows[_i].field);
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
     " sid = NEW ;  Path = / ;HttpOnly;SameSite=lax; Secure"},
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
  tcase_add_loop_test(tests, a_cookie_date_is_read_as_browsers_do, 0,
                      static_cast<int>(std::size(kDateRows)));
  tcase_add_test(tests, a_field_is_split_at_the_first_semicolon_and_the_first_equals_sign);
  tcase_add_test(tests, a_name_is_what_it_will_be_taken_for_when_it_comes_back);
  tcase_add_test(tests, a_field_that_names_no_cookie_sets_none);
  tcase_add_loop_test(tests, a_deletion_is_what_a_browser_takes_for_one, 0,
                      static_cast<int>(std::size(kDeletionRows)));
  tcase_add_loop_test(tests, another_value_leaves_the_attributes_byte_for_byte_and_adds_secure, 0,
                      static_cast<int>(std::size(kValueRows)));
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
