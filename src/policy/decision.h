// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "core/types.h"
#include "policy/settings.h"
#include "verify/verified_bindings.h"

namespace tb::policy {

// Status is the value of TOKEN_BINDING_STATUS.
enum class Status : std::uint8_t { none, absent, valid, invalid, proxied };

// to_text gives a string literal: its data() ends with a NUL.
std::string_view to_text(Status status);

// Presence of the Sec-Token-Binding field in a request.
enum class Presence : std::uint8_t { absent, one, several };

// Verdict of verify/ on the request's one message, or of an assertion by a trusted proxy.
enum class Verdict : std::uint8_t { not_asked, good, bad };

struct Observation {
  Presence presence = Presence::absent;
  bool negotiated = false;  // by the connection, and within what the request's host allows
  Verdict message = Verdict::not_asked;
  Verdict assertion = Verdict::not_asked;
};

inline constexpr int kGoOn = 0;

// Decision is what becomes of a request. `http_status` is kGoOn or the status to refuse with.
struct Decision {
  Status status = Status::none;
  int http_status = kGoOn;
};

// decide is the only place where a request is refused for its Token Binding message.
Decision decide(const Observation& seen, InvalidAction invalid_action);

// allows says whether a host's settings agree with what the connection negotiated: the handshake
// may have been another host's (RFC 9113 9.1.1, or a Host field that is not the SNI).
bool allows(const ServerSettings& settings, const core::Negotiated& negotiated);

// Requirement is the argument of `Require token-binding`.
enum class Requirement : std::uint8_t { provided, referred };

// meets says whether a request with these IDs, or null for none, may pass.
bool meets(Requirement requirement, const verify::VerifiedBindings* verified);

}  // namespace tb::policy
