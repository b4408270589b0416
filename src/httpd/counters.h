// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "core/cause.h"
#include "core/types.h"

namespace tb::httpd {

// Event is something that an operator watches in mod_status.
enum class Event : std::uint8_t {
  offered,     // handshakes in which the client offered Token Binding
  negotiated,  // and in which it was agreed on
  verified,    // messages whose signatures were checked and held
  recognized,  // messages that had been verified on this connection before
  asserted,    // requests whose IDs a trusted proxy had verified
  absent,      // requests without a message on a connection that had negotiated
  rejected,    // messages found invalid; also counted by cause
  denied,      // requests that `Require token-binding` refused
  cookies_sealed,
  cookies_opened,
  cookies_unsealed,  // let through
  cookies_refused,   // removed on the way in or out; also counted by cause
  bearer_refused,    // requests whose bearer token is not theirs
  kCount
};

// Counters are numbers in memory that all children share. They go on across graceful restarts.
// Each child adds to one of a few stripes, so that children rarely meet on a cache line.
class Counters {
 public:
  // One stripe holds events, negotiated versions, key parameters, causes by which messages were
  // refused, and causes by which cookies were.
  static constexpr std::size_t kEvents = static_cast<std::size_t>(Event::kCount);
  static constexpr std::size_t kVersions = 12;  // 0.10 to 0.19, other drafts, 1.0
  static constexpr std::size_t kSlots =
      kEvents + kVersions + core::kKnownKeyParameters + 2 * core::kCauses;
  static constexpr std::size_t kStripes = 16;
  static constexpr std::size_t kStripeSize = (kSlots * sizeof(std::uint64_t) + 63) / 64 * 64;
  static constexpr std::size_t kBytes = kStripes * kStripeSize;

  Counters() = default;
  // The memory has kBytes octets, begins as zeros and outlives this object.
  Counters(void* memory, std::size_t stripe) : memory_(memory), stripe_(stripe % kStripes) {}
  [[nodiscard]] Counters for_child(std::size_t number) const { return {memory_, number}; }

  void count(Event event) const { add(static_cast<std::size_t>(event)); }
  void count_negotiated(const core::Negotiated& negotiated) const;
  void count_rejected(core::Cause cause) const;
  void count_refused_cookie(core::Cause cause) const;

  struct Line {
    std::string name;
    std::uint64_t total;     // over all children
    bool is_detail = false;  // one version, key parameter or cause of what another line counts
  };
  // lines returns every number that can grow, with its name.
  [[nodiscard]] std::vector<Line> lines() const;

 private:
  [[nodiscard]] std::atomic<std::uint64_t>* slots_of(std::size_t stripe) const;
  void add(std::size_t slot) const;
  [[nodiscard]] std::uint64_t total(std::size_t slot) const;

  void* memory_ = nullptr;
  std::size_t stripe_ = 0;
};

}  // namespace tb::httpd
