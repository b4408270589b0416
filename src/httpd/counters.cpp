// SPDX-License-Identifier: Apache-2.0
#include "httpd/counters.h"

#include <string_view>

namespace tb::httpd {
namespace {

using Slot = std::atomic<std::uint64_t>;
static_assert(Slot::is_always_lock_free, "shared between processes");

constexpr std::size_t kFirstVersion = Counters::kEvents;
constexpr std::size_t kFirstKeyParameters = kFirstVersion + Counters::kVersions;
constexpr std::size_t kFirstCause = kFirstKeyParameters + core::kKnownKeyParameters;
constexpr std::size_t kFirstCookieCause = kFirstCause + core::kCauses;
constexpr std::size_t kFirstDeviceCause = kFirstCookieCause + core::kCauses;

std::size_t version_index(core::Version version) {
  if (version == core::kVersion1_0) return Counters::kVersions - 1;
  return version.minor_part() - std::size_t{10};
}

std::string version_name(std::size_t index) {
  if (index == Counters::kVersions - 1) return "1.0";
  return "0." + std::to_string(index + 10);
}

std::string key_parameters_name(std::size_t index) {
  return std::string(core::to_text(static_cast<core::KeyParameters>(index)));
}

std::string cause_name(std::size_t index, core::Counted counted) {
  const core::CauseText& text = core::explain(static_cast<core::Cause>(index));
  if (text.counted != counted && text.counted != core::Counted::all) return {};
  return std::string(text.token);
}

std::string message_cause_name(std::size_t index) {
  return cause_name(index, core::Counted::message);
}

std::string cookie_cause_name(std::size_t index) {
  return cause_name(index, core::Counted::cookie);
}

std::string device_cause_name(std::size_t index) {
  return cause_name(index, core::Counted::device);
}

constexpr Numbers event(Event event, const char* status, const char* metric, const char* help) {
  return {static_cast<std::size_t>(event), 1, status, metric, nullptr, help, nullptr};
}

// parted is an event whose numbers Prometheus gets by parts, from a row below.
constexpr Numbers parted(Event which, const char* status) {
  return event(which, status, nullptr, nullptr);
}

constexpr Numbers kNumbers[] = {
    event(Event::offered, "Offered", "offered",
          "Handshakes in which the client offered Token Binding."),
    parted(Event::negotiated, "Negotiated"),
    event(Event::verified, "Verified", "verified",
          "Messages whose signatures were checked and held."),
    event(Event::recognized, "Recognized", "recognized",
          "Messages that had been verified on their connection before."),
    event(Event::asserted, "Asserted", "asserted",
          "Requests whose Token Binding IDs a trusted proxy had verified."),
    event(
        Event::unlisted, "Unlisted", "unlisted",
        "Requests with Token Binding IDs from a peer that TokenBindingTrustedProxy does not list."),
    event(Event::absent, "Absent", "absent",
          "Requests without a message on a connection that had negotiated Token Binding."),
    parted(Event::rejected, "Rejected"),
    event(Event::denied, "Denied", "denied",
          "Requests refused by Require token-binding or Require token-binding-proof."),
    event(Event::cookies_sealed, "CookiesSealed", "cookies_sealed", "Cookies that were sealed."),
    event(Event::cookies_opened, "CookiesOpened", "cookies_opened",
          "Sealed cookies that were opened for the application."),
    event(Event::cookies_unsealed, "CookiesUnsealed", "cookies_unsealed",
          "Cookies without a seal that were let through."),
    parted(Event::cookies_refused, "CookiesRefused"),
    event(Event::bearer_refused, "BearerRefused", "bearer_refused",
          "Requests whose bearer token is bound to another client."),
    event(Event::dpop_verified, "DPoPVerified", "dpop_verified", "DPoP proofs that held."),
    event(Event::dpop_refused, "DPoPRefused", "dpop_refused", "DPoP proofs that were refused."),
    event(Event::answer_refused, "AnswerRefused", "answer_refused",
          "Handshakes that the client ended at the answer to its offer on TLS 1.3."),
    event(Event::devices_registered, "DevicesRegistered", "devices_registered",
          "Keys that browsers registered for a session."),
    event(Event::devices_refreshed, "DevicesRefreshed", "devices_refreshed",
          "Proofs that browsers got for a signature."),
    event(Event::devices_challenged, "DevicesChallenged", "devices_challenged",
          "Refreshes of a session that were asked for a signature."),
    event(Event::devices_ended, "DevicesEnded", "devices_ended",
          "Sessions of browsers that were found to be over."),
    parted(Event::devices_refused, "DevicesRefused"),
    event(Event::cookies_pending, "CookiesPending", "cookies_pending",
          "Logins whose cookie waits for a browser to register a key."),
    {kFirstVersion, Counters::kVersions, "NegotiatedVersion-", "negotiated", "version",
     "Handshakes in which Token Binding was agreed on, by version.", version_name},
    {kFirstKeyParameters, core::kKnownKeyParameters, "NegotiatedKeyParameters-",
     "negotiated_key_parameters", "key_parameters",
     "Handshakes in which Token Binding was agreed on, by key parameters.", key_parameters_name},
    {kFirstCause, core::kCauses, "Rejected-", "rejected", "reason",
     "Messages found invalid, by reason.", message_cause_name},
    {kFirstCookieCause, core::kCauses, "CookiesRefused-", "cookies_refused", "reason",
     "Bound cookies that were removed, by reason.", cookie_cause_name},
    {kFirstDeviceCause, core::kCauses, "DevicesRefused-", "devices_refused", "reason",
     "Registrations and refreshes that got an error, by reason.", device_cause_name},
};

constexpr bool hold_each_slot_once() {
  std::size_t next = 0;
  for (const Numbers& row : kNumbers) {
    if (row.first != next) return false;
    next += row.count;
  }
  return next == Counters::kSlots;
}
static_assert(hold_each_slot_once(), "one row an Event, in the order of the enumeration");

}  // namespace

std::span<const Numbers> numbers() {
  return kNumbers;
}

std::atomic<std::uint64_t>* Counters::slots_of(std::size_t stripe) const {
  return reinterpret_cast<Slot*>(static_cast<char*>(memory_) + stripe * kStripeSize);
}

void Counters::add(std::size_t slot) const {
  if (memory_ != nullptr) slots_of(stripe_)[slot].fetch_add(1, std::memory_order_relaxed);
}

void Counters::count_negotiated(const core::Negotiated& negotiated) const {
  count(Event::negotiated);
  if (!core::is_known(negotiated.version)) return;
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

void Counters::count_refused_device(core::Cause cause) const {
  count(Event::devices_refused);
  add(kFirstDeviceCause + static_cast<std::size_t>(cause));
}

std::uint64_t Counters::total(std::size_t slot) const {
  std::uint64_t sum = 0;
  for (std::size_t stripe = 0; memory_ != nullptr && stripe < kStripes; ++stripe) {
    sum += slots_of(stripe)[slot].load(std::memory_order_relaxed);
  }
  return sum;
}

std::vector<Counters::Line> Counters::lines(std::span<const Counters> hosts) {
  std::vector<Line> lines;
  for (const Numbers& row : kNumbers) {
    for (std::size_t i = 0; i < row.count; ++i) {
      const std::string part = row.part != nullptr ? row.part(i) : std::string();
      if (row.part != nullptr && part.empty()) continue;
      Line line{row.status + part, 0, row.part != nullptr};
      for (const Counters& host : hosts) line.total += host.total(row.first + i);
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace tb::httpd
