// SPDX-License-Identifier: Apache-2.0
#include "client/key_scope.h"

#include "client/place.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::testing;
using tb::client::key_scope;
using tb::client::place_of;

START_TEST(hosts_of_one_registered_domain_share_a_scope) {
  EXPECT_TEXT(key_scope("example.com"), "example.com");
  EXPECT_TEXT(key_scope("www.example.com"), "example.com");
  EXPECT_TEXT(key_scope("a.b.c.example.co.uk"), "example.co.uk");
}
END_TEST

START_TEST(neighbours_below_a_public_suffix_do_not_share_a_scope) {
  ck_assert(key_scope("one.co.uk") != key_scope("two.co.uk"));
  ck_assert(key_scope("one.github.io") != key_scope("two.github.io"));
}
END_TEST

START_TEST(public_suffixes_and_single_labels_stand_for_themselves) {
  EXPECT_TEXT(key_scope("co.uk"), "co.uk");
  EXPECT_TEXT(key_scope("GitHub.IO."), "github.io");
  EXPECT_TEXT(key_scope("xn--55qx5d.cn"), "xn--55qx5d.cn");
  EXPECT_TEXT(key_scope("localhost"), "localhost");
}
END_TEST

START_TEST(addresses_stand_for_themselves) {
  EXPECT_TEXT(key_scope("127.0.0.1"), "127.0.0.1");
  EXPECT_TEXT(key_scope("[::1]"), "::1");
  EXPECT_TEXT(key_scope("[2001:DB8::1]"), "2001:db8::1");
  EXPECT_TEXT(key_scope("2001:db8:0:0::0:1"), "2001:db8::1");
}
END_TEST

START_TEST(case_and_a_final_dot_make_no_difference) {
  EXPECT_TEXT(key_scope("WWW.Example.COM."), "example.com");
}
END_TEST

START_TEST(what_could_not_be_a_file_name_has_no_scope) {
  for (const char* host :
       {"", ".", "..", "../x", "a/b", "-x", ".hidden", "a b", "a\nb", "a.example:443"}) {
    EXPECT_TEXT(key_scope(host), "");
  }
  EXPECT_TEXT(key_scope(std::string(300, 'a')), "");
}
END_TEST

START_TEST(a_url_leads_to_a_scheme_and_a_host) {
  const tb::client::Place place = place_of("HTTPS://user:secret@WWW.Example.com:8443/a?b#c");
  EXPECT_TEXT(place.scheme, "https");
  EXPECT_TEXT(key_scope(place.host), "example.com");
  EXPECT_TEXT(place_of("example.com/https://").scheme, "http");  // as curl guesses
  EXPECT_TEXT(key_scope(place_of("https://[2001:db8::0:1]:8443/").host), "2001:db8::1");
  EXPECT_TEXT(place_of("https://").host, "");
}
END_TEST

}  // namespace

Suite* tb::testing::client_key_scope_suite() {
  return suite_of("client_key_scope",
                  {hosts_of_one_registered_domain_share_a_scope,
                   neighbours_below_a_public_suffix_do_not_share_a_scope,
                   public_suffixes_and_single_labels_stand_for_themselves,
                   addresses_stand_for_themselves, case_and_a_final_dot_make_no_difference,
                   what_could_not_be_a_file_name_has_no_scope, a_url_leads_to_a_scheme_and_a_host});
}
