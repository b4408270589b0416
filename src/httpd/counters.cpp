// SPDX-License-Identifier: Apache-2.0
#include "httpd/counters.h"

#include <array>
#include <string_view>

namespace tb::httpd {
namespace {

using Slot = std::atomic<std::uint64_t>;
static_assert(Slot::is_always_lock_free, "shared between processes");

constexpr std::array<std::string_view, Counters::kEvents> kEventNames{
    "Offered",         "Negotiated",     "Verified",     "Recognized",    "Asserted",
    "Absent",          "Rejected",       "Denied",       "CookiesSealed", "CookiesOpened",
    "CookiesUnsealed", "CookiesRefused", "BearerRefused"};

constexpr std::size_t kFirstVersion = Counters::kEvents;
constexpr std::size_t kFirstKeyParameters = kFirstVersion + Counters::kVersions;
constexpr std::size_t kFirstCause = kFirstKeyParameters + core::kKnownKeyParameters;
constexpr std::size_t kFirstCookieCause = kFirstCause + core::kCauses;
constexpr std::size_t kNamedDrafts = 10;

std::size_t version_index(core::Version version) {
  if (version == core::kVersion1_0) return Counters::kVersions - 1;
  const std::size_t draft = version.minor_part() - std::size_t{10};
  return draft < kNamedDrafts ? draft : kNamedDrafts;
}

std::string version_name(std::size_t index) {
  if (index == Counters::kVersions - 1) return "1.0";
  return index == kNamedDrafts ? "Other" : "0." + std::to_string(index + 10);
}

// cause_name returns an empty text for a cause that cannot have been counted here.
std::string cause_name(std::size_t index, const char* what, core::Counted counted) {
  const core::CauseText& text = core::explain(static_cast<core::Cause>(index));
  if (text.counted != counted && text.counted != core::Counted::both) return {};
  return what + std::string(text.token);
}

std::string name_of(std::size_t slot) {
  if (slot < kFirstVersion) return std::string(kEventNames[slot]);
  if (slot < kFirstKeyParameters) return "NegotiatedVersion-" + version_name(slot - kFirstVersion);
  if (slot < kFirstCause) {
    const auto octet = static_cast<std::uint8_t>(slot - kFirstKeyParameters);
    return "NegotiatedKeyParameters-" +
           std::string(core::to_text(static_cast<core::KeyParameters>(octet)));
  }
  if (slot < kFirstCookieCause) {
    return cause_name(slot - kFirstCause, "Rejected-", core::Counted::message);
  }
  return cause_name(slot - kFirstCookieCause, "CookiesRefused-", core::Counted::cookie);
}

}  // namespace

std::atomic<std::uint64_t>* Counters::slots_of(std::size_t stripe) const {
  return reinterpret_cast<Slot*>(static_cast<char*>(memory_) + stripe * kStripeSize);
}

void Counters::add(std::size_t slot) const {
  if (memory_ != nullptr) slots_of(stripe_)[slot].fetch_add(1, std::memory_order_relaxed);
}

void Counters::count_negotiated(const core::Negotiated& negotiated) const {
  count(Event::negotiated);
  add(kFirstVersion + version_index(negotiated.version));
  add(kFirstKeyParameters + static_cast<std::size_t>(negotiated.key_parameters));
}

void Counters::count_rejected(core::Cause cause) const {
  count(Event::rejected);
  add(kFirstCause + static_cast<std::size_t>(cause));
}

void Counters::count_refused_cookie(core::Cause cause) const {
  count(Event::cookies_refused);
  add(kFirstCookieCause + static_cast<std::size_t>(cause));
}

std::uint64_t Counters::total(std::size_t slot) const {
  std::uint64_t sum = 0;
  for (std::size_t stripe = 0; memory_ != nullptr && stripe < kStripes; ++stripe) {
    sum += slots_of(stripe)[slot].load(std::memory_order_relaxed);
  }
  return sum;
}

std::vector<Counters::Line> Counters::lines() const {
  std::vector<Line> lines;
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    std::string name = name_of(slot);
    if (name.empty()) continue;
    lines.push_back({std::move(name), total(slot), slot >= kEvents});
  }
  return lines;
}

}  // namespace tb::httpd
