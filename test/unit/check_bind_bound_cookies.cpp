// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/bound_cookies.h"
#include "bind/jwe_header.h"
#include "bind/sealed_cookie.h"
#include "suites.h"
#include "support/claims.h"
#include "support/cookies.h"

namespace {

using namespace std::chrono_literals;
using tb::bind::CookieRules;
using tb::bind::IncomingCookies;
using tb::bind::open_cookies;
using tb::bind::OutgoingCookie;
using tb::bind::Unbound;
using tb::core::Cause;
using tb::testing::kHash;
using tb::testing::kOtherHash;
using Fate = OutgoingCookie::Fate;

constexpr std::chrono::sys_seconds kNow{1'700'000'000s};

// Site binds the cookies `sid` and `app_*`.
struct Site {
  Site() : keys(tb::testing::fresh_keys()) {
    ck_assert(names.add("sid"));
    ck_assert(names.add("app_*"));
  }

  std::string sealed(std::string_view name, std::string_view value) const {
    auto text = tb::bind::seal({name, value, kHash}, keys);
    ck_assert(text.ok());
    return std::move(text).value();
  }
  CookieRules rules(std::optional<std::string_view> hash, Unbound unbound = Unbound::allow) const {
    return {.names = names, .keys = keys, .unbound = unbound, .id_hash = hash};
  }
  OutgoingCookie outgoing(const char* field, std::optional<std::string_view> hash,
                          Unbound unbound = Unbound::allow) const {
    return tb::bind::seal_cookie(field, rules(hash, unbound), kNow);
  }

  tb::bind::CookieNames names;
  tb::bind::CookieKeys keys;
};

START_TEST(sealed_cookies_open_and_all_else_stays) {
  const Site site;
  const std::string field = "a=1;  sid=" + site.sealed("sid", "one") +
                            "; b=\"2\";app_x=" + site.sealed("app_x", "\"two\"") +
                            " ; nameless; c=";
  const IncomingCookies seen = open_cookies(field, site.rules(kHash));
  ck_assert_uint_eq(seen.opened.size(), 2);
  ck_assert(seen.refused.empty());
  EXPECT_TEXT(seen.field.value_or(""), "a=1;  sid=one; b=\"2\";app_x=\"two\" ; nameless; c=");
}
END_TEST

START_TEST(a_field_without_bound_cookies_is_left_alone) {
  const Site site;
  const IncomingCookies seen = open_cookies("a=1; sidx=2; side=sid; my-sid=3", site.rules(kHash));
  ck_assert(!seen.field.has_value());
  ck_assert_uint_eq(seen.opened.size() + seen.unsealed + seen.refused.size(), 0);
}
END_TEST

START_TEST(a_client_may_quote_what_it_sends_back) {
  const Site site;
  const std::string field = "sid=\"" + site.sealed("sid", "one") + "\"";
  EXPECT_TEXT(open_cookies(field, site.rules(kHash)).field.value_or(""), "sid=one");
}
END_TEST

START_TEST(of_several_cookies_with_one_name_each_is_judged) {
  const Site site;
  const std::string good = site.sealed("sid", "one");
  std::string bad = good;
  bad.back() = bad.back() == 'A' ? 'Q' : 'A';
  const std::string field = "sid=" + bad + "; sid=" + good + "; sid=raw";
  const IncomingCookies seen = open_cookies(field, site.rules(kHash));
  EXPECT_TEXT(seen.field.value_or(""), "sid=one; sid=raw");
  ck_assert_uint_eq(seen.opened.size(), 1);
  ck_assert_uint_eq(seen.unsealed, 1);
  ck_assert_uint_eq(seen.refused.size(), 1);
  ck_assert(seen.refused[0].name == "sid");
  ck_assert(seen.refused[0].cause == Cause::kCookieForged);
}
END_TEST

START_TEST(fields_that_httpd_joined_with_commas_are_opened) {
  const Site site;
  const std::string field = "a=1, sid=" + site.sealed("sid", "one") + ", b=2";
  EXPECT_TEXT(open_cookies(field, site.rules(kHash)).field.value_or(""), "a=1, sid=one, b=2");
}
END_TEST

START_TEST(a_stolen_cookie_is_removed_whatever_unbound_says) {
  const Site site;
  const auto unbound = _i == 0 ? Unbound::allow : Unbound::refuse;
  const std::string field = "a=1; sid=" + site.sealed("sid", "one") + "; b=2";
  IncomingCookies seen = open_cookies(field, site.rules(kOtherHash, unbound));
  EXPECT_TEXT(seen.field.value_or(""), "a=1; b=2");
  ck_assert(seen.refused.at(0).cause == Cause::kCookieOtherID);
  seen = open_cookies(field, site.rules(std::nullopt, unbound));
  EXPECT_TEXT(seen.field.value_or(""), "a=1; b=2");
  ck_assert(seen.refused.at(0).cause == Cause::kCookieUnbound);
}
END_TEST

START_TEST(nothing_is_left_of_a_field_whose_only_cookie_is_refused) {
  const Site site;
  const IncomingCookies seen =
      open_cookies("sid=" + site.sealed("sid", "one"), site.rules(std::nullopt));
  ck_assert(seen.field.has_value());
  ck_assert(seen.field->empty());
}
END_TEST

START_TEST(an_unsealed_cookie_passes_only_where_it_is_allowed) {
  const Site site;
  for (const auto hash : {std::optional(kHash), std::optional<std::string_view>()}) {
    IncomingCookies seen = open_cookies("sid=raw; a=1", site.rules(hash));
    ck_assert(!seen.field.has_value());
    ck_assert_uint_eq(seen.unsealed, 1);
    seen = open_cookies("sid=raw; a=1", site.rules(hash, Unbound::refuse));
    EXPECT_TEXT(seen.field.value_or(""), "a=1");
    ck_assert(seen.refused.at(0).cause == Cause::kCookieUnsealed);
  }
}
END_TEST

START_TEST(an_unsealed_cookie_cannot_hide_in_quotes_or_behind_a_comma) {
  const Site site;
  const CookieRules rules = site.rules(kHash, Unbound::refuse);
  constexpr const char* kFields[] = {"a=\"; sid=raw; \"", "a=1, sid=raw", "a=1,sid=raw",
                                     " sid =raw",         "\tsid=raw",    "a; sid=raw",
                                     ";sid=raw",          "sid=\"raw\""};
  const auto seen = open_cookies(kFields[_i], rules);
  ck_assert_uint_eq(seen.refused.size(), 1);
  ck_assert(seen.field.has_value());
  ck_assert(seen.field->find("sid") == std::string::npos);
}
END_TEST

// Each of them is `sid`, or `app_x`, to some application.
START_TEST(an_unsealed_cookie_cannot_hide_behind_another_spelling) {
  const Site site;
  constexpr const char* kFields[] = {
      "%73id=raw",     "s%69%64=raw",    "SID=raw",           "Sid =raw",      "a=1; app.x=raw",
      "app x=raw",     "app[x=raw",      "app+x=raw",         "%20sid=raw",    "sid%00x=raw",
      "sid[0]=raw",    "App%5Fx=raw",    "a=1 sid=raw",       "a=1\tsid=raw",  "a=\"1\" sid=raw",
      "a=1 sid = raw", "a=\"1\"sid=raw", "a=1 %73id=raw",     "a sid=raw",     "a=1\240sid=raw",
      "%u0073id=raw",  "s%U0069d=raw",   "a=1, s%u0069d=raw", "a=1]sid=raw",   "a[sid=raw",
      "a\\sid=raw",    "=sid=raw",       "a=1; ==sid=raw",    "a=1, @sid=raw", "a=1, ]sid=raw",
      "app =raw",      "app\240=raw"};
  const auto refused = open_cookies(kFields[_i], site.rules(kHash, Unbound::refuse));
  ck_assert_uint_eq(refused.refused.size(), 1);
  ck_assert(refused.field.has_value());
  ck_assert(refused.field->find("raw") == std::string::npos);
  const auto allowed = open_cookies(kFields[_i], site.rules(kHash));
  ck_assert(!allowed.field.has_value());
  ck_assert_uint_eq(allowed.unsealed, 1);
}
END_TEST

START_TEST(a_cookie_that_only_speaks_of_a_bound_one_stays) {
  const Site site;
  constexpr const char* kFields[] = {"a=sid=1", "a=b&sid=1", "a=my-sid=1", "xsid=1",  "sid-x=1",
                                     "a=x sid", "sid%=1",    "appx=1",     "a=/sid=1"};
  const auto seen = open_cookies(kFields[_i], site.rules(kHash, Unbound::refuse));
  ck_assert(!seen.field.has_value());
}
END_TEST

START_TEST(what_was_opened_earlier_is_not_taken_apart_again) {
  const Site site;
  const CookieRules rules = site.rules(kHash, Unbound::refuse);
  constexpr const char* kValues[] = {"a,sid=b", "a, app_x=1,sid=2", "\"a sid=b\"", "x SID=1", ""};
  const std::string sealed = site.sealed("app_x", kValues[_i]);
  const IncomingCookies first = open_cookies("x=1; app_x=" + sealed + "; sid=raw; y=2", rules);
  const std::string expected = std::string("x=1; app_x=") + kValues[_i] + "; y=2";
  EXPECT_TEXT(first.field.value_or(""), expected);
  ck_assert(!open_cookies(expected, rules, first.opened).field.has_value());
  // A client's own copy of it opens nothing for it.
  const auto copied = open_cookies(expected, rules);
  ck_assert(copied.field.has_value());
}
END_TEST

START_TEST(no_more_cookies_are_opened_than_the_limit) {
  const Site site;
  const std::string one = "sid=" + site.sealed("sid", "one");
  std::string field = one;
  for (std::size_t i = 0; i < tb::bind::kMaxOpenings + 4; ++i) field += "; " + one;
  const IncomingCookies seen = open_cookies(field, site.rules(kHash));
  ck_assert_uint_eq(seen.opened.size(), tb::bind::kMaxOpenings);
  ck_assert_uint_eq(seen.refused.size(), 5);
  ck_assert(seen.refused.at(0).cause == Cause::kTooManyCookies);
}
END_TEST

START_TEST(what_was_opened_earlier_in_a_request_is_not_judged_again) {
  const Site site;
  const std::string sealed = "sid=" + site.sealed("sid", "one") + "; sid=raw";
  const IncomingCookies first = open_cookies(sealed, site.rules(kHash));
  ck_assert(first.field.has_value());
  const IncomingCookies second =
      open_cookies(*first.field, site.rules(kHash, Unbound::refuse), first.opened);
  EXPECT_TEXT(second.field.value_or(""), "sid=one");
  ck_assert_uint_eq(second.refused.size(), 1);
}
END_TEST

START_TEST(what_goes_out_comes_back) {
  const Site site;
  const OutgoingCookie out = site.outgoing("sid=one; Path=/; HttpOnly", kHash);
  ck_assert(out.fate == Fate::sealed);
  ck_assert(out.name == "sid");
  ck_assert(out.field.starts_with("sid=eyJ"));
  ck_assert(out.field.ends_with("; Path=/; HttpOnly; Secure"));
  const std::string pair = out.field.substr(0, out.field.find(';'));
  EXPECT_TEXT(open_cookies(pair, site.rules(kHash)).field.value_or(""), "sid=one");
}
END_TEST

START_TEST(other_cookies_and_deletions_go_out_as_they_are) {
  constexpr const char* kFields[] = {"a=1",  "SID=1",
                                     "sid=", "sid=x; Max-Age=0",
                                     "sid",  "sid=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT"};
  const Site site;
  for (const auto unbound : {Unbound::allow, Unbound::refuse}) {
    ck_assert(site.outgoing(kFields[_i], kHash, unbound).fate == Fate::untouched);
    ck_assert(site.outgoing(kFields[_i], std::nullopt, unbound).fate == Fate::untouched);
  }
}
END_TEST

START_TEST(an_unbound_client_gets_the_bare_cookie_or_none) {
  const Site site;
  ck_assert(site.outgoing("sid=one", std::nullopt).fate == Fate::untouched);
  const OutgoingCookie out = site.outgoing("sid=one", std::nullopt, Unbound::refuse);
  ck_assert(out.fate == Fate::withheld);
  ck_assert(out.name == "sid");
  ck_assert(out.cause == Cause::kCookieUnbound);
}
END_TEST

START_TEST(a_cookie_that_cannot_be_sealed_is_withheld) {
  const Site site;
  const OutgoingCookie out = site.outgoing(("sid=" + std::string(8000, 'v')).c_str(), kHash);
  ck_assert(out.fate == Fate::withheld);
  ck_assert(out.cause == Cause::kCookieTooLong);
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* bound_cookies_suite() {
  Suite* suite = suite_create("bind: bound cookies");
  TCase* tests = tcase_create("bound_cookies");
  tcase_add_test(tests, sealed_cookies_open_and_all_else_stays);
  tcase_add_test(tests, a_field_without_bound_cookies_is_left_alone);
  tcase_add_test(tests, a_client_may_quote_what_it_sends_back);
  tcase_add_test(tests, of_several_cookies_with_one_name_each_is_judged);
  tcase_add_test(tests, fields_that_httpd_joined_with_commas_are_opened);
  tcase_add_loop_test(tests, a_stolen_cookie_is_removed_whatever_unbound_says, 0, 2);
  tcase_add_test(tests, nothing_is_left_of_a_field_whose_only_cookie_is_refused);
  tcase_add_test(tests, an_unsealed_cookie_passes_only_where_it_is_allowed);
  tcase_add_loop_test(tests, an_unsealed_cookie_cannot_hide_in_quotes_or_behind_a_comma, 0, 8);
  tcase_add_loop_test(tests, an_unsealed_cookie_cannot_hide_behind_another_spelling, 0, 32);
  tcase_add_loop_test(tests, a_cookie_that_only_speaks_of_a_bound_one_stays, 0, 8);
  tcase_add_loop_test(tests, what_was_opened_earlier_is_not_taken_apart_again, 0, 5);
  tcase_add_test(tests, no_more_cookies_are_opened_than_the_limit);
  tcase_add_test(tests, what_was_opened_earlier_in_a_request_is_not_judged_again);
  tcase_add_test(tests, what_goes_out_comes_back);
  tcase_add_loop_test(tests, other_cookies_and_deletions_go_out_as_they_are, 0, 6);
  tcase_add_test(tests, an_unbound_client_gets_the_bare_cookie_or_none);
  tcase_add_test(tests, a_cookie_that_cannot_be_sealed_is_withheld);
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
