// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/session_url.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using tb::bind::CookieNames;

CookieNames bound_names() {
  CookieNames names;
  ck_assert(names.add("*"));  // first: it must not stand before the others
  ck_assert(names.add("JSESSIONID"));
  ck_assert(names.add("my_session"));
  ck_assert(names.add("app_*"));
  return names;
}

struct Case {
  const char* sent;
  const char* left;
};

// In a path and in a query.
constexpr Case kSessions[] = {
    {"/a;jsessionid=1", "/a"},
    {"/a;JSessionID=1/b;x=1;jsessionid=2;y", "/a/b;x=1;y"},
    {"/a%3bjsessionid=1%3Bx=1", "/a%3Bx=1"},
    {"/a;%4A%53ESSIONID%3D1", "/a"},
    {"/a; jsessionid =1/b", "/a/b"},
    {"/a;app_x=1", "/a"},
    {"/a;q=\\jsessionid=1", "/a;q=\\jsessionid=1"},
    {"/?jsessionid=1", "/"},
    {"/?a=1&JSESSIONID=2&b=3", "/?a=1&b=3"},
    {"/?JSESSIONID=2;a=1", "/?a=1"},
    {"/?a=1&JSESSIONID=2", "/?a=1"},
    {"/?my.session=1&my[session=2&my+session=3&my%5fsession=4&a", "/?a"},
    {"/?JSESSIONID%00x=1", "/"},
    {"/;jsessionid=1?jsessionid=1", "/"},
    {"https://a.test/b;jsessionid=1?a", "https://a.test/b?a"}};

START_TEST(a_session_id_goes_and_all_else_stays) {
  const CookieNames names = bound_names();
  const auto cleaned = tb::bind::without_url_sessions(kSessions[_i].sent, names);
  EXPECT_TEXT(cleaned.text, kSessions[_i].left);
  ck_assert_int_eq(cleaned.pattern.empty(), cleaned.text == kSessions[_i].sent);
  EXPECT_TEXT(tb::bind::without_url_sessions(cleaned.text, names).text, kSessions[_i].left);
}
END_TEST

constexpr const char* kOthers[] = {
    "",           "/",      "?",         "/;",           "/?&;&",       "/a;v=1/b?c=d;e",
    "/%3b%3B%3",  "/a?x=%", "/?a[b]=1",  "/jsessionid=1", "/?x=/;jsessionid",
    "/;jsession", "/?a==1", "/?my[session]=1"};

START_TEST(a_url_without_one_stays_as_it_is) {
  const CookieNames names = bound_names();
  const auto cleaned = tb::bind::without_url_sessions(kOthers[_i], names);
  EXPECT_TEXT(cleaned.text, kOthers[_i]);
  ck_assert(cleaned.pattern.empty());
}
END_TEST

START_TEST(a_servlet_container_maps_the_path_without_parameters) {
  EXPECT_TEXT(tb::bind::without_parameters("/a;x=1/b%3By;z/c;"), "/a/b/c");
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* session_url_suite() {
  Suite* suite = suite_create("bind: session IDs in URLs");
  TCase* tests = tcase_create("session_url");
  tcase_add_loop_test(tests, a_session_id_goes_and_all_else_stays, 0,
                      static_cast<int>(std::size(kSessions)));
  tcase_add_loop_test(tests, a_url_without_one_stays_as_it_is, 0,
                      static_cast<int>(std::size(kOthers)));
  tcase_add_test(tests, a_servlet_container_maps_the_path_without_parameters);
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
