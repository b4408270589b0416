// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/request_cookies.h"
#include "bind/sealed_cookie.h"
#include "suites.h"
#include "support/claims.h"
#include "support/cookies.h"

namespace {

using tb::bind::CookieRules;
using tb::bind::IncomingCookies;
using tb::bind::OutgoingCookie;
using tb::bind::RequestCookies;
using tb::bind::Unbound;
using tb::core::Cause;
using tb::testing::kHash;
using tb::testing::kOtherHash;
using Fate = OutgoingCookie::Fate;

IncomingCookies open_cookies(std::string_view field, const CookieRules& rules) {
  std::vector<std::string> opened;
  tb::bind::CookieWork work;
  return tb::bind::open_cookies(field, rules, opened, work);
}

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
    return tb::bind::seal_cookie(field, rules(hash, unbound));
  }

  tb::bind::CookieNames names;
  tb::bind::CookieKeys keys;
};

START_TEST(sealed_cookies_open_and_all_else_stays) {
  const Site site;
  const std::string field = "a=1;  sid=" + site.sealed("sid", "one") +
                            "; b=\"2\";app_x=" + site.sealed("app_x", "\"two\"") +
                            " ; nameless; c=;;";
  const IncomingCookies seen = open_cookies(field, site.rules(kHash));
  ck_assert_uint_eq(seen.opened, 2);
  ck_assert(seen.refused.empty());
  EXPECT_TEXT(seen.field, "a=1; sid=one; b=\"2\"; app_x=\"two\"; nameless; c=");
}
END_TEST

START_TEST(a_field_without_bound_cookies_stays) {
  const Site site;
  constexpr std::string_view kField = "a=1; sidx=2; side=sid; my-sid=3";
  const IncomingCookies seen = open_cookies(kField, site.rules(kHash, Unbound::refuse));
  EXPECT_TEXT(seen.field, kField);
  ck_assert_uint_eq(seen.opened + seen.unsealed + seen.refused.size(), 0);
}
END_TEST

START_TEST(a_client_may_quote_what_it_sends_back) {
  const Site site;
  const std::string field = "sid=\"" + site.sealed("sid", "one") + "\"";
  EXPECT_TEXT(open_cookies(field, site.rules(kHash)).field, "sid=one");
}
END_TEST

START_TEST(of_several_cookies_with_one_name_each_is_judged) {
  const Site site;
  const std::string good = site.sealed("app_x", "one");
  std::string bad = good;
  bad.back() = bad.back() == 'A' ? 'Q' : 'A';
  const std::string field = "app_x=" + bad + "; app_x=" + good + "; app_x=raw";
  const IncomingCookies seen = open_cookies(field, site.rules(kHash));
  EXPECT_TEXT(seen.field, "app_x=one; app_x=raw");
  ck_assert_uint_eq(seen.opened, 1);
  ck_assert_uint_eq(seen.unsealed, 1);
  ck_assert_uint_eq(seen.refused.size(), 1);
  ck_assert(seen.refused[0].pattern == "app_*");
  ck_assert(seen.refused[0].cause == Cause::kCookieForged);
}
END_TEST

START_TEST(fields_that_httpd_joined_with_commas_are_opened) {
  const Site site;
  const std::string field = "a=1, sid=" + site.sealed("sid", "one") + ", b=2; c=1, d=2";
  for (const auto unbound : {Unbound::allow, Unbound::refuse}) {
    EXPECT_TEXT(open_cookies(field, site.rules(kHash, unbound)).field,
                "a=1; sid=one; b=2; c=1, d=2");
  }
}
END_TEST

START_TEST(what_a_client_appends_to_its_seal_is_no_part_of_the_value) {
  const Site site;
  const std::string sealed = "sid=" + site.sealed("sid", "role=user");
  const CookieRules rules = site.rules(kHash, Unbound::refuse);
  EXPECT_TEXT(open_cookies(sealed + ",a=&role=admin", rules).field, "sid=role=user; a=&role=admin");
  EXPECT_TEXT(open_cookies(sealed + "; &role=admin", rules).field, "sid=role=user; &role=admin");
  for (const char* more :
       {"&role=admin", ", role", "\" role=admin", " role=admin", "%26role=admin"}) {
    EXPECT_TEXT(open_cookies(sealed + more, rules).field, "");
  }
}
END_TEST

START_TEST(a_stolen_cookie_is_removed_whatever_unbound_says) {
  const Site site;
  const auto unbound = _i == 0 ? Unbound::allow : Unbound::refuse;
  const std::string field = "a=1; sid=" + site.sealed("sid", "one") + "; b=2";
  IncomingCookies seen = open_cookies(field, site.rules(kOtherHash, unbound));
  EXPECT_TEXT(seen.field, "a=1; b=2");
  ck_assert(seen.refused.at(0).cause == Cause::kCookieOtherID);
  seen = open_cookies(field, site.rules(std::nullopt, unbound));
  EXPECT_TEXT(seen.field, "a=1; b=2");
  ck_assert(seen.refused.at(0).cause == Cause::kCookieUnbound);
}
END_TEST

START_TEST(nothing_is_left_of_a_field_whose_only_cookie_is_refused) {
  const Site site;
  ck_assert(
      open_cookies("sid=" + site.sealed("sid", "one"), site.rules(std::nullopt)).field.empty());
}
END_TEST

START_TEST(an_unsealed_cookie_passes_only_where_it_is_allowed) {
  const Site site;
  for (const auto hash : {std::optional(kHash), std::optional<std::string_view>()}) {
    IncomingCookies seen = open_cookies("sid=raw; a=1", site.rules(hash));
    EXPECT_TEXT(seen.field, "sid=raw; a=1");
    ck_assert_uint_eq(seen.unsealed, 1);
    seen = open_cookies("sid=raw; a=1", site.rules(hash, Unbound::refuse));
    EXPECT_TEXT(seen.field, "a=1");
    ck_assert(seen.refused.at(0).cause == Cause::kCookieUnsealed);
  }
}
END_TEST

// Each of them holds `sid`, or `app_x`, to some application.
constexpr const char* kDisguised[] = {
    "sid=raw", " sid =raw", "\tsid=raw", "sid=\"raw\"", "a=1, sid=raw", "a=1,sid=raw", "%73id=raw",
    "s%69%64=raw", "SID=raw", "Sid =raw", "app.x=raw", "app x=raw", "app[x=raw", "app+x=raw",
    "%20sid=raw", "sid%00x=raw", "sid[0]=raw", "App%5Fx=raw", "a=1 sid=raw", "a=1\tsid=raw",
    "a=\"1\" sid=raw", "a=1 sid = raw", "a=\"1\"sid=raw", "a=1 %73id=raw", "a sid=raw",
    "a=1\240sid=raw", "%u0073id=raw", "s%U0069d=raw", "a=1, s%u0069d=raw", "a=1]sid=raw",
    "a[sid=raw", "a\\sid=raw", "=sid=raw", "==sid=raw", "a=1, @sid=raw", "a=1, ]sid=raw",
    "app_ =raw", "app_\240=raw",
    // ASP.NET Core, WebOb, Undertow, quotes with backslashes and octal numbers, Tomcat.
    "x(sid=raw", "x/sid=raw", "a&/sid=raw", "$:sid=raw", "a=Thu, 01-Jan-1970 00:00:00 GMTsid=raw",
    "\"s\\id\"=raw", "\"\\163id\"=raw", "sid%00,a=raw", "a=\"1, sid=raw", "a=[sid=raw",
    "\xc2\xa0sid\xa0=raw", "a=\"\\\"sid=raw", "a=1 \"sid\"=raw", "a=1 s\\u0069d=raw",
    "a=1 s\\x69d=raw", "a=1%3B sid%3Draw=", "s-i d=raw"};

START_TEST(an_unsealed_cookie_cannot_hide_in_any_spelling) {
  const Site site;
  const std::string field = std::string("a=1; ") + kDisguised[_i] + "; b=2";
  const auto refused = open_cookies(field, site.rules(kHash, Unbound::refuse));
  ck_assert(refused.field.starts_with("a=1; ") && refused.field.ends_with("; b=2"));
  ck_assert_msg(refused.field.find("raw") == std::string::npos, "%s", refused.field.c_str());
  ck_assert_uint_eq(refused.refused.size(), 1);
  ck_assert(refused.refused[0].cause == Cause::kCookieUnsealed);
  const auto allowed = open_cookies(field, site.rules(kHash));
  ck_assert(allowed.field.find("raw") != std::string::npos);
  ck_assert_uint_eq(allowed.unsealed, 1);
}
END_TEST

START_TEST(a_piece_without_a_name_goes_on_only_where_unsealed_ones_may) {
  const Site site;
  const std::string sealed = "sid=" + site.sealed("sid", "one");
  for (const char* nameless : {"bare", "=bare", "\"bare\"", "a%3Dbare", "\xa0"}) {
    const std::string field = sealed + "; " + nameless + "; a=1";
    const auto refused = open_cookies(field, site.rules(kHash, Unbound::refuse));
    EXPECT_TEXT(refused.field, "sid=one; a=1");
    ck_assert(refused.refused.at(0).pattern.empty());
    const auto allowed = open_cookies(field, site.rules(kHash));
    EXPECT_TEXT(allowed.field, std::string("sid=one; ") + nameless + "; a=1");
    ck_assert_uint_eq(allowed.unsealed, 0);
  }
}
END_TEST

// What real applications keep in cookies of their own.
constexpr const char* kOfApplications[] = {"a=sid=1",
                                           "a=b&sid=1",
                                           "a=my-sid=1",
                                           "xsid=1",
                                           "sid-x=1",
                                           "a=x sid",
                                           "appx=1",
                                           "a=/sid=1",
                                           "p={\"theme\":\"dark\",\"n\":[1,2]}",
                                           "p=%7B%22theme%22%3A%22dark%22%7D",
                                           "p={\"sid\":1}",
                                           "name=J\xc3\xbcrgen M\xc3\xbcller",
                                           "v=\"a b\"",
                                           "_ga=GA1.2.3=4",
                                           "SSID=1",
                                           "my_sid=1",
                                           "lang=en,de;q=0.8",
                                           "date=Thu, 01 Jun 2039 10:00:00 GMT",
                                           "p={\"q\":\"a=b\"}",
                                           "h(x)=1"};

START_TEST(a_cookie_that_only_speaks_of_a_bound_one_stays) {
  const Site site;
  const std::string field = kOfApplications[_i];
  const auto seen = open_cookies(field, site.rules(kHash, Unbound::refuse));
  ck_assert(seen.refused.empty());
  ck_assert(field.starts_with(seen.field.substr(0, seen.field.find(';'))));
}
END_TEST

START_TEST(a_name_with_brackets_is_bound_whole_and_by_prefix) {
  for (const char* pattern : {"CakeCookie[User]", "CakeCookie[*", "CakeCookie*"}) {
    Site site;
    ck_assert(site.names.add(pattern));
    const std::string sent = site.outgoing("CakeCookie[User]=one; Path=/", kHash).field;
    ck_assert(sent.starts_with("CakeCookie[User]=eyJ"));
    const std::string back = sent.substr(0, sent.find(';'));
    const CookieRules rules = site.rules(kHash, Unbound::refuse);
    EXPECT_TEXT(open_cookies("a=1; " + back, rules).field, "a=1; CakeCookie[User]=one");
    EXPECT_TEXT(open_cookies("a=1; CakeCookie[User]=raw", rules).field, "a=1");
    const auto allowed = open_cookies("CakeCookie[User]=raw", site.rules(kHash));
    ck_assert_uint_eq(allowed.unsealed, 1);
  }
}
END_TEST

START_TEST(no_more_cookies_are_opened_in_a_request_than_the_limit) {
  Site site;
  ck_assert(site.names.add("other"));
  const std::string one = "sid=" + site.sealed("sid", "one");
  std::string field = one;
  for (std::size_t i = 0; i < tb::bind::kMaxOpenings + 4; ++i) field += "; " + one;
  RequestCookies cookies;
  const IncomingCookies& seen = cookies.judge(field, site.rules(kHash)).cookies;
  ck_assert_uint_eq(seen.opened, tb::bind::kMaxOpenings);
  ck_assert_uint_eq(seen.refused.size(), 5);
  ck_assert(seen.refused.at(0).cause == Cause::kTooManyCookies);
  const auto later = cookies.judge("a=1; " + one, site.rules(kHash, Unbound::refuse));
  ck_assert(later.anew && later.cookies.opened == 0);
  ck_assert_uint_eq(cookies.work().openings, tb::bind::kMaxOpenings);
}
END_TEST

START_TEST(of_too_many_seals_those_of_this_client_are_opened) {
  const Site site;
  const auto stranger = tb::bind::seal({"sid", "strange", kOtherHash}, site.keys);
  ck_assert(stranger.ok());
  std::string field;
  for (std::size_t i = 0; i < 3 * tb::bind::kMaxOpenings; ++i) {
    field += "sid=" + stranger.value() + "; ";
  }
  const IncomingCookies seen =
      open_cookies(field + "sid=" + site.sealed("sid", "one"), site.rules(kHash));
  EXPECT_TEXT(seen.field, "sid=one");
  ck_assert_uint_eq(seen.refused.size(), 3 * tb::bind::kMaxOpenings);
}
END_TEST

START_TEST(a_field_is_judged_once_by_a_set_of_rules) {
  const Site site;
  Site other;
  ck_assert(other.names.add("more"));
  RequestCookies cookies;
  const std::string field = "sid=" + site.sealed("sid", "one") + "; SID=raw; more=1";
  const CookieRules rules = site.rules(kHash, Unbound::refuse);
  const auto first = cookies.judge(field, rules);
  ck_assert(first.anew);
  EXPECT_TEXT(first.cookies.field, "sid=one; more=1");
  const std::size_t octets = cookies.work().octets;
  const Site same;  // a subrequest has a copy of the rules
  for (const std::string& again : {field, first.cookies.field}) {
    const auto seen = cookies.judge(again, {same.names, site.keys, Unbound::refuse, kHash});
    ck_assert(!seen.anew && &seen.cookies == &first.cookies);
  }
  ck_assert_uint_eq(cookies.work().octets, octets);
  const auto stricter = cookies.judge(first.cookies.field, other.rules(kHash, Unbound::refuse));
  ck_assert(stricter.anew);
  EXPECT_TEXT(stricter.cookies.field, "sid=one");
}
END_TEST

START_TEST(what_was_opened_earlier_in_a_request_stays_by_other_rules) {
  Site site;
  constexpr const char* kValues[] = {"one", "a,sid=b", "a, app_x=1,sid=2", "\"a sid=b\"",
                                     "x SID=1"};
  const std::string sealed = site.sealed("app_x", kValues[_i]);
  RequestCookies cookies;
  const auto first = cookies.judge("x=1; app_x=" + sealed + "; sid=raw; y=2", site.rules(kHash));
  const std::string expected = std::string("x=1; app_x=") + kValues[_i];
  EXPECT_TEXT(first.cookies.field, expected + "; sid=raw; y=2");
  const auto second = cookies.judge(first.cookies.field, site.rules(kHash, Unbound::refuse));
  EXPECT_TEXT(second.cookies.field, expected + "; y=2");
  ck_assert_uint_eq(second.cookies.refused.size(), 1);
  // A client's own copy of it opens nothing for it.
  EXPECT_TEXT(open_cookies(expected, site.rules(kHash, Unbound::refuse)).field, "x=1");
}
END_TEST

// Of what once cost a square of its length.
START_TEST(work_is_linear_in_the_field) {
  const Site site;
  const std::string seal = "sid=" + site.sealed("sid", "one") + "; ";
  constexpr const char* kRepeated[] = {";",    "a=", "a=,", ",",  "\"", "sid=,",
                                       " sid", "=",  "%",   "\\", "[a="};
  std::string field = seal;
  while (field.size() < 8000) field += kRepeated[_i];
  RequestCookies cookies;
  for (int i = 0; i < 300; ++i) {
    const auto seen = cookies.judge(field, site.rules(kHash, Unbound::refuse));
    field = seen.cookies.field;
  }
  ck_assert_uint_le(cookies.work().octets, 4 * 8000);
  ck_assert_uint_eq(cookies.work().openings, 1);
}
END_TEST

START_TEST(what_goes_out_comes_back) {
  const Site site;
  const OutgoingCookie out = site.outgoing("sid=one; Path=/; HttpOnly", kHash);
  ck_assert(out.fate == Fate::sealed);
  ck_assert(out.pattern == "sid");
  ck_assert(out.field.starts_with("sid=eyJ"));
  ck_assert(out.field.ends_with("; Path=/; HttpOnly; Secure"));
  const std::string pair = out.field.substr(0, out.field.find(';'));
  EXPECT_TEXT(open_cookies(pair, site.rules(kHash)).field, "sid=one");
}
END_TEST

START_TEST(other_cookies_and_empty_values_go_out_as_they_are) {
  constexpr const char* kFields[] = {"a=1", "SID=1", "sid=", "sid=\"\"; Max-Age=0", "sid"};
  const Site site;
  for (const auto unbound : {Unbound::allow, Unbound::refuse}) {
    ck_assert(site.outgoing(kFields[_i], kHash, unbound).fate == Fate::untouched);
    ck_assert(site.outgoing(kFields[_i], std::nullopt, unbound).fate == Fate::untouched);
  }
}
END_TEST

// A browser's clock decides, not ours; and what is deleted may be sealed.
START_TEST(a_deletion_is_sealed_as_any_other_value) {
  constexpr const char* kAttributes[] = {"; Max-Age=0; Secure",
                                         "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure"};
  const OutgoingCookie out =
      Site().outgoing((std::string("sid=s3cret") + kAttributes[_i]).c_str(), kHash);
  ck_assert(out.fate == Fate::sealed);
  ck_assert(out.field.starts_with("sid=eyJ") && out.field.ends_with(kAttributes[_i]));
}
END_TEST

START_TEST(an_unbound_client_gets_the_bare_cookie_or_none) {
  const Site site;
  ck_assert(site.outgoing("sid=one", std::nullopt).fate == Fate::untouched);
  const OutgoingCookie out = site.outgoing("sid=one", std::nullopt, Unbound::refuse);
  ck_assert(out.fate == Fate::withheld);
  ck_assert(out.pattern == "sid");
  ck_assert(out.cause == Cause::kCookieUnbound);
}
END_TEST

// The Cookie field of a client that was sent these fields.
std::string returned(const OutgoingCookie& out) {
  std::string field = out.field.substr(0, out.field.find(';'));
  for (const std::string& one : out.more) field += "; " + one.substr(0, one.find(';'));
  return field;
}

START_TEST(a_long_seal_goes_out_in_pieces_and_comes_back) {
  const Site site;
  CookieRules rules = site.rules(kHash, Unbound::refuse);
  rules.max_seal = 32768;
  const std::string value(static_cast<std::size_t>(3000 * (_i + 1)), 'v');
  const auto out = tb::bind::seal_cookie("sid=" + value + "; Path=/; HttpOnly", rules);
  ck_assert(out.fate == Fate::sealed);
  ck_assert(!out.more.empty());
  ck_assert_uint_le(out.field.size(), tb::bind::kMaxCookie);
  for (const std::string& piece : out.more) {
    ck_assert(piece.starts_with("sid--tb") && piece.ends_with("; Path=/; HttpOnly; Secure"));
    ck_assert_uint_le(piece.size(), tb::bind::kMaxCookie);
  }
  IncomingCookies seen = open_cookies("a=1; " + returned(out) + "; b=2", rules);
  EXPECT_TEXT(seen.field, "a=1; sid=" + value + "; b=2");
  ck_assert_uint_eq(seen.pieces.size(), out.more.size());
  ck_assert(seen.refused.empty());
  CookieRules others = site.rules(kOtherHash);
  ck_assert(open_cookies(returned(out), others).field.empty());
}
END_TEST

START_TEST(pieces_of_two_seals_do_not_mix) {
  const Site site;
  const CookieRules rules = site.rules(kHash);
  const auto one = tb::bind::seal_cookie("sid=" + std::string(3500, '1'), rules);
  const auto two = tb::bind::seal_cookie("sid=" + std::string(3500, '2'), rules);
  const std::string both = returned(one) + "; " + returned(two);
  EXPECT_TEXT(open_cookies(both, rules).field,
              "sid=" + std::string(3500, '1') + "; sid=" + std::string(3500, '2'));
  OutgoingCookie mixed = one;
  mixed.more = two.more;
  const auto seen = open_cookies(returned(mixed), rules);
  EXPECT_TEXT(seen.field, "");
  ck_assert(seen.refused.at(0).cause == Cause::kCookieForged);
  mixed.more.clear();
  EXPECT_TEXT(open_cookies(returned(mixed) + "; a=1", rules).field, "a=1");
  mixed.field = "x=1";
  mixed.more = one.more;
  EXPECT_TEXT(open_cookies(returned(mixed), rules).field, "x=1");
}
END_TEST

START_TEST(what_is_left_of_a_longer_value_is_deleted_with_its_attributes) {
  const std::vector<std::string> sent = {"sid--tb1", "sid--tb2", "app_x--tb1"};
  const auto deleted = tb::bind::stale_pieces("sid=; Path=/x", 1, sent);
  ck_assert_uint_eq(deleted.size(), 2);
  EXPECT_TEXT(deleted[1], "sid--tb2=; Path=/x; Max-Age=0");
  ck_assert(tb::bind::stale_pieces("sid=1", 3, sent).empty());
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
  tcase_add_test(tests, a_field_without_bound_cookies_stays);
  tcase_add_test(tests, a_client_may_quote_what_it_sends_back);
  tcase_add_test(tests, of_several_cookies_with_one_name_each_is_judged);
  tcase_add_test(tests, fields_that_httpd_joined_with_commas_are_opened);
  tcase_add_test(tests, what_a_client_appends_to_its_seal_is_no_part_of_the_value);
  tcase_add_loop_test(tests, a_stolen_cookie_is_removed_whatever_unbound_says, 0, 2);
  tcase_add_test(tests, nothing_is_left_of_a_field_whose_only_cookie_is_refused);
  tcase_add_test(tests, an_unsealed_cookie_passes_only_where_it_is_allowed);
  tcase_add_loop_test(tests, an_unsealed_cookie_cannot_hide_in_any_spelling, 0,
                      static_cast<int>(std::size(kDisguised)));
  tcase_add_test(tests, a_piece_without_a_name_goes_on_only_where_unsealed_ones_may);
  tcase_add_loop_test(tests, a_cookie_that_only_speaks_of_a_bound_one_stays, 0,
                      static_cast<int>(std::size(kOfApplications)));
  tcase_add_test(tests, a_name_with_brackets_is_bound_whole_and_by_prefix);
  tcase_add_test(tests, no_more_cookies_are_opened_in_a_request_than_the_limit);
  tcase_add_test(tests, of_too_many_seals_those_of_this_client_are_opened);
  tcase_add_test(tests, a_field_is_judged_once_by_a_set_of_rules);
  tcase_add_loop_test(tests, what_was_opened_earlier_in_a_request_stays_by_other_rules, 0, 5);
  tcase_add_loop_test(tests, work_is_linear_in_the_field, 0, 11);
  tcase_add_test(tests, what_goes_out_comes_back);
  tcase_add_loop_test(tests, other_cookies_and_empty_values_go_out_as_they_are, 0, 5);
  tcase_add_loop_test(tests, a_deletion_is_sealed_as_any_other_value, 0, 2);
  tcase_add_test(tests, an_unbound_client_gets_the_bare_cookie_or_none);
  tcase_add_loop_test(tests, a_long_seal_goes_out_in_pieces_and_comes_back, 0, 6);
  tcase_add_test(tests, pieces_of_two_seals_do_not_mix);
  tcase_add_test(tests, what_is_left_of_a_longer_value_is_deleted_with_its_attributes);
  tcase_add_test(tests, a_cookie_that_cannot_be_sealed_is_withheld);
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
