// SPDX-License-Identifier: Apache-2.0
#include "httpd/config.h"

#include "httpd/hooks.h"
#include "stub.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::httpd;
using namespace tb::testing;

ServerConfig& merged(House& house, ServerConfig& base, ServerConfig& overlay) {
  return *static_cast<ServerConfig*>(merge_server_config(house.pool, &base, &overlay));
}

DirectoryConfig& merged(House& house, DirectoryConfig& base, DirectoryConfig& overlay) {
  return *static_cast<DirectoryConfig*>(merge_directory_config(house.pool, &base, &overlay));
}

START_TEST(a_virtual_host_takes_what_it_does_not_write_from_the_main_server) {
  House house;
  ServerConfig base;
  ServerConfig overlay;
  base.enabled = false;
  base.provided_env = "BASE";
  base.binds_cookies.value = true;
  overlay.provided_env = "OVERLAY";
  const ServerConfig& both = merged(house, base, overlay);
  ck_assert(both.enabled == false && both.binds_cookies.value);
  EXPECT_TEXT(both.provided_env, "OVERLAY");
}
END_TEST

START_TEST(what_a_merged_host_says_is_resolved_from_both) {
  House house;
  ServerConfig base;
  ServerConfig overlay;
  base.invalid_action = tb::policy::InvalidAction::ignore;
  ServerConfig& both = merged(house, base, overlay);
  resolve(both, &house.state);
  ck_assert(both.settings.invalid_action == tb::policy::InvalidAction::ignore);
  ck_assert(both.settings.enabled && both.offer.enabled);
}
END_TEST

START_TEST(a_section_adds_its_cookies_and_none_forgets_the_others) {
  House house;
  tb::bind::CookieNames outer_names;
  tb::bind::CookieNames inner_names;
  ck_assert(outer_names.add("outer") && inner_names.add("inner"));
  DirectoryConfig outer;
  DirectoryConfig inner;
  outer.cookies.names = &outer_names;
  inner.cookies.names = &inner_names;
  const auto* both = merged(house, outer, inner).cookies.names;
  ck_assert(!both->find("outer").empty() && !both->find("inner").empty());
  inner.cookies.forget = true;
  DirectoryConfig& forgot = merged(house, outer, inner);
  ck_assert(forgot.cookies.names->find("outer").empty() &&
            !forgot.cookies.names->find("inner").empty());
}
END_TEST

START_TEST(two_values_in_one_variable_stop_the_start) {
  House house;
  ck_assert_int_eq(check_env_names(house.pool, house.pool, house.pool, &house.server), OK);
  house.server_config().context_env = "sec_provided-token.binding-id";
  ck_assert_int_ne(check_env_names(house.pool, house.pool, house.pool, &house.server), OK);
  ck_assert(logged().find("Sec-Provided-Token-Binding-ID") != std::string::npos);
}
END_TEST

START_TEST(cookies_without_keys_stop_the_start) {
  House house;
  house.server_config().binds_cookies.value = true;
  ck_assert_int_ne(check_cookie_keys(house.pool, house.pool, house.pool, &house.server), OK);
  ck_assert(logged().find("TokenBindingCookieKeys") != std::string::npos);
}
END_TEST

}  // namespace

Suite* tb::testing::httpd_config_suite() {
  return suite_of("httpd_config",
                  {a_virtual_host_takes_what_it_does_not_write_from_the_main_server,
                   what_a_merged_host_says_is_resolved_from_both,
                   a_section_adds_its_cookies_and_none_forgets_the_others,
                   two_values_in_one_variable_stop_the_start, cookies_without_keys_stop_the_start});
}
