// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/cause.h"
#include "core/types.h"

namespace tb::httpd {

// Event is something that an operator watches. Each has a row in counters.cpp.
enum class Event : std::uint8_t {
  offered,     // handshakes in which the client offered Token Binding
  negotiated,  // and in which it was agreed on
  verified,    // messages whose signatures were checked and held
  recognized,  // messages that had been verified on this connection before
  asserted,    // requests whose IDs a trusted proxy had verified
  unlisted,    // requests with such IDs from a peer that is no trusted proxy
  absent,      // requests without a message on a connection that had negotiated
  rejected,    // messages found invalid; also counted by cause
  denied,      // requests that `Require token-binding` refused
  cookies_sealed,
  cookies_opened,
  cookies_unsealed,  // let through
  cookies_refused,   // removed on the way in or out; also counted by cause
  bearer_refused,    // requests whose bearer token is not theirs
  dpop_verified,     // DPoP proofs that held
  dpop_refused,      // and others
  answer_refused,    // handshakes that the client ended at the answer on TLS 1.3
  devices_registered,
  devices_refreshed,   // proofs that were set
  devices_challenged,  // refreshes that were asked to sign
  devices_ended,       // sessions that were over
  devices_refused,     // requests to the endpoints that got an error; also counted by cause
  cookies_pending,     // set without a key, for a browser to register one
  kCount
};

// Numbers is a run of counters that belong together: one event, or what one event comes to by
// version, key parameters or cause.
struct Numbers {
  std::size_t first;   // of kSlots
  std::size_t count;   // one where part is null
  const char* status;  // name in mod_status; where there are parts, what their names begin with
  const char* metric;  // name for Prometheus, without prefix and _total; null where another row has
                       // the same numbers by parts
  const char* label;   // of a part, for Prometheus; null without parts
  const char* help;    // a sentence for Prometheus
  std::string (*part)(std::size_t index);  // empty for a part that cannot have been counted
};

// numbers returns all rows; together they hold each slot once.
std::span<const Numbers> numbers();

// Counters are the numbers of one virtual host, in memory that all children share. They go on
// across graceful restarts. Each child adds to one of a few stripes, so that children rarely meet
// on a cache line.
class Counters {
 public:
  // One stripe holds events, negotiated versions, key parameters, causes by which messages were
  // refused, and causes by which cookies and devices were.
  static constexpr std::size_t kEvents = static_cast<std::size_t>(Event::kCount);
  static constexpr std::size_t kVersions = 11;  // 0.10 to 0.19, 1.0
  static constexpr std::size_t kSlots =
      kEvents + kVersions + core::kKnownKeyParameters + 3 * core::kCauses;
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
  void count_refused_device(core::Cause cause) const;

  // total returns a slot's number over all children; 0 without memory.
  [[nodiscard]] std::uint64_t total(std::size_t slot) const;

  struct Line {
    std::string name;
    std::uint64_t total;     // over all children and hosts
    bool is_detail = false;  // one version, key parameter or cause of what another line counts
  };
  // lines returns every number that can grow, with its name in mod_status, summed over `hosts`.
  static std::vector<Line> lines(std::span<const Counters> hosts);

 private:
  [[nodiscard]] std::atomic<std::uint64_t>* slots_of(std::size_t stripe) const;
  void add(std::size_t slot) const;

  void* memory_ = nullptr;
  std::size_t stripe_ = 0;
};

}  // namespace tb::httpd
