// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

namespace tb::core {

// RateLimit admits one event a second and counts those that it does not admit. It takes no lock,
// and any thread may use it. Two threads that read the clock on either side of a second's end may
// both be admitted.
class RateLimit {
 public:
  // admit returns nothing for an event to leave out; for one that is admitted, how many were left
  // out since the last such event. `second` is the time, in seconds since any fixed moment.
  std::optional<std::uint32_t> admit(std::uint32_t second) {
    std::uint32_t latest = latest_.load(std::memory_order_relaxed);
    if (latest == second ||
        !latest_.compare_exchange_strong(latest, second, std::memory_order_relaxed)) {
      left_out_.fetch_add(1, std::memory_order_relaxed);
      return {};
    }
    return left_out_.exchange(0, std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint32_t> latest_{0};
  std::atomic<std::uint32_t> left_out_{0};
  static_assert(std::atomic<std::uint32_t>::is_always_lock_free);
};

}  // namespace tb::core
