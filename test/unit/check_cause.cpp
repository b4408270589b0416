// SPDX-License-Identifier: Apache-2.0
#include "core/cause.h"

#include <set>

#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::core;
using namespace tb::testing;

START_TEST(every_cause_has_a_token_of_its_own_a_clause_and_words) {
  std::set<std::string_view> tokens;
  for (std::size_t i = 0; i < kCauses; ++i) {
    const CauseText& text = explain(static_cast<Cause>(i));
    ck_assert(!text.token.empty() && !text.clause.empty() && !text.words.empty());
    ck_assert_msg(tokens.insert(text.token).second, "%s stands twice", text.token.data());
  }
}
END_TEST

// They stand in log lines, which others parse by blanks and commas.
START_TEST(tokens_are_lower_case_words_with_dashes) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  for (std::size_t i = 0; i < kCauses; ++i) {
    const std::string_view token = explain(static_cast<Cause>(i)).token;
    ck_assert_msg(token.find_first_not_of(kAllowed) == std::string_view::npos, "%s", token.data());
  }
}
END_TEST

START_TEST(an_unknown_cause_is_explained_as_the_library_s) {
  ck_assert(&explain(static_cast<Cause>(255)) == &explain(Cause::kLibrary));
  ck_assert(&explain(Cause::kCount) == &explain(Cause::kLibrary));
}
END_TEST

}  // namespace

Suite* tb::testing::cause_suite() {
  return suite_of("cause", {every_cause_has_a_token_of_its_own_a_clause_and_words,
                            tokens_are_lower_case_words_with_dashes,
                            an_unknown_cause_is_explained_as_the_library_s});
}
