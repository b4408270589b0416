// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/session.h"

namespace tb::cli {

// Visit is one request of the doctor's and what came of it.
struct Visit {
  client::Outcome outcome;
  std::string head;
  std::string body;

  [[nodiscard]] bool answered() const { return outcome.code == CURLE_OK; }
  [[nodiscard]] long status() const { return outcome.status; }
  // hop is what the last request was sent with.
  [[nodiscard]] const client::Hop& hop() const { return outcome.hops.back(); }
  [[nodiscard]] bool negotiated() const {
    return !outcome.hops.empty() && hop().negotiated.has_value();
  }
  // field is the value of the first such field in the head; nothing when there is none. The name
  // is in lower case.
  [[nodiscard]] std::optional<std::string> field(std::string_view name) const;
};

// Patient is one connection's worth of requests: a Session with changed settings and a key that is
// used for nothing else.
class Patient {
 public:
  explicit Patient(client::Settings settings)
      : keyring_(client::Keyring::ephemeral()), session_(std::move(settings), keyring_) {}

  Visit visit(const client::Request& request);

 private:
  client::Keyring keyring_;
  client::Session session_;
};

// Finding is the outcome of one probe. A note is no fault: it depends on the clients that a server
// has whether its administrator wants to change something.
struct Finding {
  enum class Grade : std::uint8_t { kOk, kNotOk, kNotTried, kNote };
  Grade grade;
  std::string words;
};
inline Finding ok(std::string words) {
  return {Finding::Grade::kOk, std::move(words)};
}
inline Finding not_ok(std::string words) {
  return {Finding::Grade::kNotOk, std::move(words)};
}
inline Finding note(std::string words) {
  return {Finding::Grade::kNote, std::move(words)};
}
inline Finding not_tried(std::string words) {
  return {Finding::Grade::kNotTried, std::move(words)};
}

// Doctor knows the server to look at. Probes ask it for visits and remember nothing themselves.
class Doctor {
 public:
  Doctor(client::Settings settings, std::string url, std::string echo_url)
      : settings_(std::move(settings)), url_(std::move(url)), echo_url_(std::move(echo_url)) {}

  using Change = std::function<void(client::Settings&)>;
  [[nodiscard]] Patient patient(const Change& change = {}) const;
  [[nodiscard]] client::Request request() const;
  [[nodiscard]] client::Request echo_request() const;
  [[nodiscard]] bool has_echo() const { return !echo_url_.empty(); }

  // status_without is the status of a plain client's request: what an accepted message must not
  // change and what an ignored one leaves alone. Asked once, 0 when there was no answer.
  long status_without_binding();

 private:
  client::Settings settings_;
  std::string url_;
  std::string echo_url_;
  std::optional<long> status_without_binding_;
};

// Probe is one question to a server; `why` is what goes wrong for users when the answer is no, and
// `remedy` what its administrator can do.
struct Probe {
  const char* name;
  const char* why;
  const char* remedy;
  Finding (*ask)(Doctor& doctor);
};

std::vector<Probe> negotiation_probes();
std::vector<Probe> message_probes();
std::vector<Probe> echo_probes();

// What probes share.
inline constexpr const char* kNoBinding = "Token Binding was not negotiated";
void without_binding(client::Settings& settings);
std::string describe(const core::Negotiated& negotiated);
// failed tells why a visit did not come about.
Finding failed(const Visit& visit);

}  // namespace tb::cli
