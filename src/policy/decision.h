// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/types.h"
#include "policy/settings.h"
#include "tls/connection_binding.h"
#include "verify/proofs.h"

namespace tb::policy {

// Status is the value of TOKEN_BINDING_STATUS.
enum class Status : std::uint8_t { none, absent, valid, invalid, proxied };

// to_text returns a string literal: its data() ends with a NUL.
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

inline constexpr int kNotRefused = 0;

// Decision is the outcome for a request. `http_status` is kNotRefused or the status of the refusal.
struct Decision {
  Status status = Status::none;
  int http_status = kNotRefused;
};

// decide is the only place where a request is refused for its Token Binding message.
Decision decide(const Observation& seen, InvalidAction invalid_action);

// allows returns whether a host's settings agree with what the connection negotiated: the handshake
// may have been another host's (RFC 9113 9.1.1, or a Host field that is not the SNI).
bool allows(const ServerSettings& settings, const core::Negotiated& negotiated);

// Requirement is the argument of `Require token-binding`.
enum class Requirement : std::uint8_t { provided, referred };

// meets returns whether a request that proved these keys may pass.
bool meets(Requirement requirement, const verify::Proofs& proofs);

// ProofSet holds the kinds of proof that `Require token-binding-proof` names. An empty set stands
// for any kind.
class ProofSet {
 public:
  void add(verify::ProofKind kind) { bits_ |= 1u << static_cast<unsigned>(kind); }
  // is_met returns whether a request has proved a key in one of these ways.
  [[nodiscard]] bool is_met(const verify::Proofs& proofs) const;

 private:
  unsigned bits_ = 0;
};

// proof_text returns the kinds of what was proved, comma separated in the order of
// verify::kProofKinds: the value of TOKEN_BINDING_PROOF. Empty when nothing was proved.
std::string proof_text(const verify::Proofs& proofs);

// Judgement is what was proved on one request that a client sent, by what, and what was decided. It
// never changes: a proof that comes later, a client certificate that a directory asks for, makes
// another Judgement. The text that it points to lives as long as that request.
struct Judgement {
  Decision decision;
  // What the message was judged by, also when there was none; null unless Token Binding was
  // negotiated. The connection's own may change while the request runs (RFC 8473 3).
  std::shared_ptr<const tls::ConnectionBinding> binding;
  verify::Proofs proofs;
  const char* message = nullptr;  // the text of a valid one
};

}  // namespace tb::policy
