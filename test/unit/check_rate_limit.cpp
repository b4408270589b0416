// SPDX-License-Identifier: Apache-2.0
#include "core/rate_limit.h"

#include <thread>
#include <vector>

#include "suites.h"
#include "support/claims.h"

namespace {

using tb::core::RateLimit;

constexpr std::uint32_t kNow = 1'700'000'000;

START_TEST(rate_limit_admits_the_first_event) {
  RateLimit limit;
  ck_assert_uint_eq(limit.admit(kNow).value(), 0);
}
END_TEST

START_TEST(rate_limit_admits_one_event_a_second_and_counts_the_others) {
  RateLimit limit;
  limit.admit(kNow);
  for (int i = 0; i < 5; ++i) ck_assert(!limit.admit(kNow).has_value());
  ck_assert_uint_eq(limit.admit(kNow + 1).value(), 5);
  ck_assert(!limit.admit(kNow + 1).has_value());
  ck_assert_uint_eq(limit.admit(kNow + 60).value(), 1);
  ck_assert_uint_eq(limit.admit(kNow + 61).value(), 0);
}
END_TEST

START_TEST(rate_limit_is_not_silenced_by_a_clock_that_is_set_back) {
  RateLimit limit;
  limit.admit(kNow);
  ck_assert(limit.admit(kNow - 3600).has_value());
}
END_TEST

START_TEST(rate_limit_loses_no_event_of_any_thread) {
  constexpr int kThreads = 4;
  constexpr int kEach = 1000;
  RateLimit limit;
  std::atomic<std::uint32_t> admitted{0};
  std::atomic<std::uint32_t> told{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        const auto left_out = limit.admit(kNow + static_cast<std::uint32_t>(i / 100));
        if (!left_out) continue;
        ++admitted;
        told += *left_out;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto last = limit.admit(kNow + 3600);
  ck_assert_uint_eq(admitted + told + last.value(), kThreads * kEach);
}
END_TEST

}  // namespace

Suite* tb::testing::rate_limit_suite() {
  return suite_of("rate_limit", {rate_limit_admits_the_first_event,
                                 rate_limit_admits_one_event_a_second_and_counts_the_others,
                                 rate_limit_is_not_silenced_by_a_clock_that_is_set_back,
                                 rate_limit_loses_no_event_of_any_thread});
}
