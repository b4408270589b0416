// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/check.h"

#include <initializer_list>

#include "core/result.h"
#include "support/octets.h"

namespace tb::testing {

// suite_of makes a suite with one test case of the same name.
inline Suite* suite_of(const char* name, std::initializer_list<const TTest*> tests) {
  Suite* suite = suite_create(name);
  TCase* cases = tcase_create(name);
  tcase_set_timeout(cases, 120);  // valgrind and sanitizers run the same tests
  for (const TTest* test : tests) tcase_add_test(cases, test);
  suite_add_tcase(suite, cases);
  return suite;
}

// value_of takes a result that the test knows to be good.
template <typename T>
T value_of(core::Result<T> result) {
  if (!result.ok()) {
    ck_abort_msg("refused: %s at %u", core::explain(result.error().cause).token.data(),
                 result.error().offset);
  }
  return std::move(result).value();
}

}  // namespace tb::testing

// EXPECT_OK(result): it is not an error.
#define EXPECT_OK(result)                                                    \
  do {                                                                       \
    const auto& outcome_ = (result);                                         \
    if (!outcome_.ok())                                                      \
      ck_abort_msg("%s refused: %s at %u", #result,                          \
                   ::tb::core::explain(outcome_.error().cause).token.data(), \
                   outcome_.error().offset);                                 \
  } while (0)

// EXPECT_CAUSE(result, cause): it is an error for that cause, wherever.
#define EXPECT_CAUSE(result, expected)                             \
  do {                                                             \
    const auto& outcome_ = (result);                               \
    if (outcome_.ok()) ck_abort_msg("%s was accepted", #result);   \
    EXPECT_TEXT(::tb::core::explain(outcome_.error().cause).token, \
                ::tb::core::explain(expected).token);              \
  } while (0)

// EXPECT_REFUSED(result, cause, offset): it is an error for that cause, found at that offset.
#define EXPECT_REFUSED(result, expected, expected_offset)        \
  do {                                                           \
    const auto& refused_ = (result);                             \
    EXPECT_CAUSE(refused_, expected);                            \
    ck_assert_uint_eq(refused_.error().offset, expected_offset); \
  } while (0)

// EXPECT_TEXT(actual, expected): both become strings, and are equal. ck_assert_str_eq would keep
// pointers into temporaries that are gone when it compares.
#define EXPECT_TEXT(actual, expected)                                                     \
  do {                                                                                    \
    const std::string actual_(actual);                                                    \
    const std::string expected_(expected);                                                \
    ck_assert_msg(actual_ == expected_, "%s is '%s', not '%s'", #actual, actual_.c_str(), \
                  expected_.c_str());                                                     \
  } while (0)

// EXPECT_OCTETS(actual, expected): they are equal; shown in hexadecimal when not.
#define EXPECT_OCTETS(actual, expected) \
  EXPECT_TEXT(::tb::testing::to_hex(actual), ::tb::testing::to_hex(expected))
