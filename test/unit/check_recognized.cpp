// SPDX-License-Identifier: Apache-2.0
#include "verify/recognized.h"

#include <atomic>
#include <thread>

#include "suites.h"
#include "support/claims.h"
#include "support/verified.h"

namespace {

using namespace tb::testing;
using tb::verify::RecognizedMessage;

constexpr std::uint32_t kEpoch = 1;

START_TEST(recognized_knows_nothing_at_first) {
  const RecognizedMessage recognized;
  ck_assert_ptr_null(recognized.find(kEpoch, "").get());
  ck_assert_ptr_null(recognized.find(kEpoch, "AAA").get());
}
END_TEST

START_TEST(recognized_finds_the_text_it_remembers) {
  RecognizedMessage recognized;
  const auto verified = verified_with("ec");
  recognized.remember(kEpoch, "first", verified);
  ck_assert_ptr_eq(recognized.find(kEpoch, "first").get(), verified.get());
}
END_TEST

START_TEST(recognized_compares_whole_texts) {
  RecognizedMessage recognized;
  recognized.remember(kEpoch, "first", verified_with("ec"));
  for (const char* other : {"", "f", "firs", "First", "first ", "firsT", "second"}) {
    ck_assert_ptr_null(recognized.find(kEpoch, other).get());
  }
}
END_TEST

START_TEST(recognized_forgets_what_it_replaces) {
  RecognizedMessage recognized;
  recognized.remember(kEpoch, "first", verified_with("ec"));
  const auto second = verified_with("ec_other");
  recognized.remember(kEpoch, "second", second);
  ck_assert_ptr_null(recognized.find(kEpoch, "first").get());
  ck_assert_ptr_eq(recognized.find(kEpoch, "second").get(), second.get());
}
END_TEST

// After a renegotiation the same text is over other keying material.
START_TEST(recognized_knows_nothing_of_another_handshake) {
  RecognizedMessage recognized;
  recognized.remember(kEpoch, "first", verified_with("ec"));
  ck_assert_ptr_null(recognized.find(kEpoch + 1, "first").get());
  ck_assert_ptr_null(recognized.find(0, "first").get());
  const auto second = verified_with("ec_other");
  recognized.remember(kEpoch + 1, "first", second);
  ck_assert_ptr_null(recognized.find(kEpoch, "first").get());
  ck_assert_ptr_eq(recognized.find(kEpoch + 1, "first").get(), second.get());
}
END_TEST

START_TEST(recognized_keeps_alive_what_a_reader_holds) {
  RecognizedMessage recognized;
  recognized.remember(kEpoch, "first", verified_with("ec"));
  const auto held = recognized.find(kEpoch, "first");
  const std::string text = held->provided().text;
  recognized.remember(kEpoch, "second", verified_with("ec_other"));
  EXPECT_TEXT(held->provided().text, text);
}
END_TEST

START_TEST(recognized_is_shared_by_threads) {
  RecognizedMessage recognized;
  const auto a = verified_with("ec");
  const auto b = verified_with("ec_other");
  std::atomic<bool> wrong = false;
  const auto work = [&](std::string_view mine, const auto& verified) {
    for (int i = 0; i < 2000; ++i) {
      recognized.remember(kEpoch, mine, verified);
      const auto found = recognized.find(kEpoch, mine);
      if (found && found != verified) wrong = true;
    }
  };
  std::thread other(work, "aaaa", a);
  work("bbbbbbbb", b);
  other.join();
  ck_assert(!wrong);
}
END_TEST

}  // namespace

Suite* tb::testing::recognized_suite() {
  return suite_of("recognized",
                  {recognized_knows_nothing_at_first, recognized_finds_the_text_it_remembers,
                   recognized_compares_whole_texts, recognized_forgets_what_it_replaces,
                   recognized_knows_nothing_of_another_handshake,
                   recognized_keeps_alive_what_a_reader_holds, recognized_is_shared_by_threads});
}
