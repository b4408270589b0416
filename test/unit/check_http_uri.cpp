// SPDX-License-Identifier: Apache-2.0
#include "verify/http_uri.h"

#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::testing;
using tb::verify::canonical_http_uri;

START_TEST(equivalent_uris_have_one_text) {
  for (const char* uri :
       {"https://a.test/x/y", "HTTPS://A.Test/x/y", "https://a.test:443/x/y", "https://a.test:/x/y",
        "https://a.test:0443/x/y", "https://a.test/x/y?q=1", "https://a.test/x/y#f",
        "https://a.test/%78/y", "https://a.test/./x/z/../y", "https://a.test/z/%2e%2E/x/y",
        "https://%61.test/x/y"}) {
    EXPECT_TEXT(canonical_http_uri(uri).value_or(uri), "https://a.test/x/y");
  }
}
END_TEST

START_TEST(different_uris_have_different_texts) {
  for (const char* uri : {"http://a.test/x/y", "https://b.test/x/y", "https://a.test:8443/x/y",
                          "https://a.test/X/y", "https://a.test/x/y/", "https://a.test/x%2Fy",
                          "https://a.test//x/y", "https://a.test:80/x/y"}) {
    ck_assert_msg(canonical_http_uri(uri) != "https://a.test/x/y", "%s", uri);
    ck_assert_msg(canonical_http_uri(uri).has_value(), "%s", uri);
  }
}
END_TEST

START_TEST(other_texts_have_none) {
  for (const std::string& uri :
       {std::string(), std::string("a.test/x"), std::string("ftp://a.test/"),
        std::string("https://"), std::string("https:///x"), std::string("https://u@a.test/"),
        std::string("https://a.test:x/"), std::string("https://a.test/%"),
        std::string("https://a.test/%4"), std::string("https://a.test/%zz"),
        std::string("https://a.test/\xc3\xa9"), std::string("https://a.test/ x"),
        std::string("https://a.test/x\0y", 18)}) {
    ck_assert_msg(!canonical_http_uri(uri), "%s", uri.c_str());
  }
}
END_TEST

START_TEST(an_empty_path_is_the_root_and_dots_do_not_climb_above_it) {
  for (const auto& [uri, expected] : {std::pair{"https://a.test", "https://a.test/"},
                                      {"https://a.test?x", "https://a.test/"},
                                      {"https://a.test/..", "https://a.test/"},
                                      {"https://a.test/../../x", "https://a.test/x"},
                                      {"https://a.test/x/.", "https://a.test/x/"},
                                      {"https://a.test/x/..", "https://a.test/"},
                                      {"http://[::1]:80/", "http://[::1]/"},
                                      {"http://[::1]:8080/", "http://[::1]:8080/"}}) {
    EXPECT_TEXT(canonical_http_uri(uri).value_or("none"), expected);
  }
}
END_TEST

START_TEST(what_is_canonical_stays_as_it_is) {
  for (const char* uri : {"https://a.test/%7F/%20?x", "http://a.test:8080/../%2f/%41"}) {
    const std::string once = canonical_http_uri(uri).value_or("none");
    EXPECT_TEXT(canonical_http_uri(once).value_or("none"), once);
  }
}
END_TEST

}  // namespace

Suite* tb::testing::http_uri_suite() {
  return suite_of(
      "http_uri",
      {equivalent_uris_have_one_text, different_uris_have_different_texts, other_texts_have_none,
       an_empty_path_is_the_root_and_dots_do_not_climb_above_it, what_is_canonical_stays_as_it_is});
}
