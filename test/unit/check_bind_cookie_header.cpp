// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "bind/cookie_header.h"
#include "bind/cookie_names.h"
#include "core/text.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using tb::bind::CookieNames;
using tb::bind::CookiePair;
using tb::bind::CookieRebuild;
using tb::bind::CookieWalk;

std::vector<CookiePair> walk(std::string_view field) {
  std::vector<CookiePair> all;
  CookieWalk walk(field);
  while (const auto piece = walk.next()) all.push_back(*piece);
  return all;
}

struct PieceRow {
  const char* field;
  std::vector<std::pair<std::string, std::string>> pieces;  // name, value
};

const std::vector<PieceRow>& piece_rows() {
  static const std::vector<PieceRow> rows{
      {"a=1", {{"a", "1"}}},
      {"a=1; b=2", {{"a", "1"}, {"b", "2"}}},
      {"a=1;b=2;c=3", {{"a", "1"}, {"b", "2"}, {"c", "3"}}},
      {" a = 1 ;\tb=2 ", {{"a", "1"}, {"b", "2"}}},
      {"a=1; a=2", {{"a", "1"}, {"a", "2"}}},
      {"a=x=y==", {{"a", "x=y=="}}},
      {"a=", {{"a", ""}}},
      {"=a", {{"", "a"}}},
      {"a", {{"", "a"}}},
      {"", {{"", ""}}},
      {";", {{"", ""}, {"", ""}}},
      {"a=\"quoted\"; b=2", {{"a", "\"quoted\""}, {"b", "2"}}},
      // RFC 6265 knows no quoted semicolon.
      {"a=\"x; b=2\"", {{"a", "\"x"}, {"b", "2\""}}},
      // Two fields that httpd joined.
      {"a=1, b=2", {{"a", "1"}, {"b", "2"}}},
      {"a=1; b=2,c=3; d=4", {{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}},
      // Commas that belong to a value.
      {"a=1,2,3; b=4", {{"a", "1,2,3"}, {"b", "4"}}},
      {"a=1, 2=", {{"a", "1"}, {"2", ""}}},
      {"a=1, (x)=2; b=3", {{"a", "1, (x)=2"}, {"b", "3"}}},
      {"a=1,", {{"a", "1,"}}},
      {"a=1, , b=2", {{"a", "1, "}, {"b", "2"}}},
      {"a=1, b =2", {{"a", "1"}, {"b", "2"}}},
      {"a=1, b c=2", {{"a", "1, b c=2"}}},
      {"a=\xff\xfe; b=2", {{"a", "\xff\xfe"}, {"b", "2"}}},
      // What applications may strip off a name.
      {"\302\240a\240=1;\v\"b\"=2", {{"a", "1"}, {"b", "2"}}},
      {"\xa0=1", {{"", "1"}}},
  };
  return rows;
}

START_TEST(a_field_is_taken_apart_into_names_and_values) {
  const PieceRow& row = piece_rows()[static_cast<std::size_t>(_i)];
  const auto pieces = walk(row.field);
  ck_assert_msg(pieces.size() == row.pieces.size(), "%s", row.field);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_TEXT(std::string(pieces[i].name), row.pieces[i].first);
    // The walk keeps blanks inside a value, and none at its ends.
    EXPECT_TEXT(std::string(pieces[i].value), std::string(tb::core::trimmed(row.pieces[i].second)));
  }
}
END_TEST

START_TEST(keeping_every_piece_gives_the_same_octets) {
  const PieceRow& row = piece_rows()[static_cast<std::size_t>(_i)];
  CookieRebuild rebuild;
  for (const CookiePair& piece : walk(row.field)) rebuild.keep(piece);
  EXPECT_TEXT(std::move(rebuild).take(), row.field);
}
END_TEST

struct DropRow {
  const char* field;
  const char* left;  // without the cookies named x
};

constexpr DropRow kDropRows[] = {
    {"x=1", ""},
    {"x=1; a=2", "a=2"},
    {"a=1; x=2", "a=1"},
    {"a=1; x=2; b=3", "a=1; b=3"},
    {"x=1; x=2; a=3; x=4", "a=3"},
    {"a=1;x=2;b=3", "a=1;b=3"},
    {"x=1, a=2", "a=2"},
    {"a=1, x=2", "a=1"},
    // The comma joined b to x; it must not join it to a.
    {"a=1; x=2, b=3", "a=1; b=3"},
    {"a=1, x=2; b=3", "a=1; b=3"},
    {";x=1; a=2", "; a=2"},
    {" x=1 ; a=2 ;", "a=2 ;"},
};

START_TEST(a_dropped_cookie_leaves_the_others_byte_for_byte) {
  const DropRow& row = kDropRows[_i];
  CookieRebuild rebuild;
  for (const CookiePair& piece : walk(row.field)) {
    if (piece.name == "x") {
      rebuild.drop(piece);
    } else {
      rebuild.keep(piece);
    }
  }
  EXPECT_TEXT(std::move(rebuild).take(), row.left);
}
END_TEST

START_TEST(a_replaced_value_keeps_the_blanks_around_it) {
  CookieRebuild rebuild;
  for (const CookiePair& piece : walk("a=1;  x =\told ; b=2")) {
    if (piece.name == "x") {
      rebuild.replace(piece, "new");
    } else {
      rebuild.keep(piece);
    }
  }
  EXPECT_TEXT(std::move(rebuild).take(), "a=1;  x =\tnew ; b=2");
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
  ck_assert(names.empty());
  ck_assert(names.add("PHPSESSID"));
  ck_assert(names.add("mod_auth_openidc_*"));
  ck_assert(!names.empty());
  ck_assert(names.contain("PHPSESSID"));
  ck_assert(!names.contain("phpsessid"));
  ck_assert(!names.contain("PHPSESSID2"));
  ck_assert(names.contain("mod_auth_openidc_session"));
  ck_assert(names.contain("mod_auth_openidc_"));
  ck_assert(!names.contain("mod_auth_openidc"));
}
END_TEST

START_TEST(a_star_alone_matches_every_cookie) {
  CookieNames names;
  ck_assert(names.add("*"));
  ck_assert(names.contain("anything"));
}
END_TEST

START_TEST(what_is_no_cookie_name_is_refused) {
  constexpr const char* kRefused[] = {"", "a b", "a=b", "a;b", "a,b", "\"a\"", "a\x01", "a\xe9"};
  CookieNames names;
  ck_assert(!names.add(kRefused[_i]));
  ck_assert(names.empty());
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* cookie_header_suite() {
  Suite* suite = suite_create("bind: Cookie header");
  TCase* tests = tcase_create("cookie_header");
  const int rows = static_cast<int>(piece_rows().size());
  tcase_add_loop_test(tests, a_field_is_taken_apart_into_names_and_values, 0, rows);
  tcase_add_loop_test(tests, keeping_every_piece_gives_the_same_octets, 0, rows);
  tcase_add_loop_test(tests, a_dropped_cookie_leaves_the_others_byte_for_byte, 0,
                      static_cast<int>(std::size(kDropRows)));
  tcase_add_test(tests, a_replaced_value_keeps_the_blanks_around_it);
  tcase_add_test(tests, quotes_come_off_only_in_pairs);
  tcase_add_test(tests, names_match_whole_or_by_prefix_and_with_regard_to_case);
  tcase_add_test(tests, a_star_alone_matches_every_cookie);
  tcase_add_loop_test(tests, what_is_no_cookie_name_is_refused, 0, 8);
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
