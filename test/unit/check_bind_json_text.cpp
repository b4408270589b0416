// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "bind/json_text.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using tb::bind::json_members;
using tb::bind::json_string;
using tb::testing::value_of;

std::string in_array(std::string_view value) {
  return R"({"a":[)" + std::string(value) + "]}";
}

// Deeper than any parser that recurses goes.
std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "[{\"a\":";
  text += '0';
  for (std::size_t i = 0; i < depth; ++i) text += "}]";
  return text;
}

START_TEST(members_are_in_their_order_with_duplicates) {
  const std::string text = " {\"a\" : 1 ,\"b\":{\"a\": [ ] } , \"a\":\"x\"\n}\t";
  const auto members = value_of(json_members(text));
  ck_assert_uint_eq(members.size(), 3);
  EXPECT_TEXT(members[0].name, "a");
  EXPECT_TEXT(members[0].value, "1");
  EXPECT_TEXT(members[1].name, "b");
  EXPECT_TEXT(members[1].value, R"({"a": [ ] })");
  EXPECT_TEXT(members[2].value, "\"x\"");
  ck_assert(value_of(json_members("{}")).empty());
  ck_assert(value_of(json_members(" { } ")).empty());
}
END_TEST

START_TEST(all_that_is_json_is_read) {
  const std::vector<std::string> values{"0",
                                        "-0",
                                        "1e400",
                                        "-12.50E-400",
                                        "1E+5",
                                        "18446744073709551616",
                                        "true",
                                        "false",
                                        "null",
                                        R"("\u0000")",
                                        R"("\ud83d")",
                                        R"("\ude00\ud83d")",
                                        R"("\"\\\/\b\f\n\r\t")",
                                        "\"\x7f\"",
                                        "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"",
                                        "[]",
                                        "{}",
                                        "[1,[2,{\"a\":{}}],3]",
                                        "\"\"",
                                        R"({"":0,"":1})",
                                        " 1 , 2 ",
                                        nested(5000),
                                        std::string(20000, '1')};
  for (const std::string& value : values) EXPECT_OK(json_members(in_array(value)));
}
END_TEST

START_TEST(what_is_not_json_is_refused) {
  const std::vector<std::string> values{"01",
                                        "+1",
                                        ".5",
                                        "1.",
                                        "1e",
                                        "1e+",
                                        "-",
                                        "0x1",
                                        "NaN",
                                        "Infinity",
                                        "True",
                                        "nul",
                                        "'a'",
                                        "a",
                                        "1,",
                                        ",1",
                                        "[1",
                                        "1]",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{\"a\":1,}",
                                        "{a:1}",
                                        "{\"a\":1 \"b\":2}",
                                        "{\"a\",1}",
                                        "\"a",
                                        "\"\t\"",
                                        "\"\n\"",
                                        "\"\\x\"",
                                        "\"\\u12\"",
                                        "\"\\u12g4\"",
                                        "\"\\",
                                        "/**/1",
                                        "\"\x80\"",
                                        "\"\xc0\xaf\"",
                                        "\"\xc3\"",
                                        "\"\xe0\x80\xaf\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\xf4\x90\x80\x80\"",
                                        "\"\xff\"",
                                        "[}",
                                        "{]",
                                        std::string("\"\0\"", 3),
                                        std::string(1, '\0')};
  for (const std::string& value : values) {
    EXPECT_CAUSE(json_members(in_array(value)), tb::core::Cause::kJson);
  }
  for (const char* text :
       {"", " ", "[]", "\"a\"", "1", "{", "{\"a\":1", "{}{}", "{}x", "\xef\xbb\xbf{}"}) {
    EXPECT_CAUSE(json_members(text), tb::core::Cause::kJson);
  }
}
END_TEST

START_TEST(a_fault_is_found_where_it_is) {
  EXPECT_REFUSED(json_members(R"({"a":01})"), tb::core::Cause::kJson, 6);
  EXPECT_REFUSED(json_members(R"({} x)"), tb::core::Cause::kJson, 3);
  EXPECT_REFUSED(json_members(R"({"a":1)"), tb::core::Cause::kJson, 6);
}
END_TEST

START_TEST(names_and_strings_come_without_escapes) {
  const std::string text = R"({"\u0063n\u0066":"\"\\\/\b\f\n\r\t\u20AC\ud83d\uDE00"})";
  const auto members = value_of(json_members(text));
  EXPECT_TEXT(members[0].name, "cnf");
  EXPECT_TEXT(json_string(members[0].value).value_or(""),
              "\"\\/\b\f\n\r\t\xe2\x82\xac\xf0\x9f\x98\x80");
}
END_TEST

START_TEST(what_another_reader_would_cut_off_belongs_to_the_name) {
  const std::string text = R"({"cnf\u0000":1,"cnf\ud83d":2,"\ud83d\u0041":3})";
  const auto members = value_of(json_members(text));
  ck_assert(members[0].name == std::string("cnf\0", 4));
  EXPECT_TEXT(members[1].name, "cnf\xed\xa0\xbd");
  EXPECT_TEXT(members[2].name,
              "\xed\xa0\xbd"
              "A");
}
END_TEST

START_TEST(only_a_string_is_one) {
  for (const char* value : {"1", "null", "{}", "[\"a\"]"})
    ck_assert(!json_string(value).has_value());
  EXPECT_TEXT(json_string("\"\"").value_or("none"), "");
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* json_text_suite() {
  return suite_of("bind: JSON text",
                  {members_are_in_their_order_with_duplicates, all_that_is_json_is_read,
                   what_is_not_json_is_refused, a_fault_is_found_where_it_is,
                   names_and_strings_come_without_escapes,
                   what_another_reader_would_cut_off_belongs_to_the_name, only_a_string_is_one});
}

}  // namespace tb::testing
