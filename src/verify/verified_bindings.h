// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/message.h"

namespace tb::verify {

class VerifiedBindingsMaker;

// VerifiedID is a Token Binding ID in the three forms that are exported.
struct VerifiedID {
  std::vector<std::uint8_t> octets;  // the TokenBindingID, opaque to applications (RFC 8471 3.2)
  std::string text;                  // its base64url form, as backends get it
  std::string hash;                  // base64url(SHA-256(octets)): the `tbh` of a bound token
};

// OtherID is a verified binding of a type that RFC 8471 does not define.
struct OtherID {
  core::BindingType type{};
  VerifiedID id;
};

enum class Origin : std::uint8_t {
  kMessage,       // this server verified the signatures
  kTrustedProxy,  // a proxy that the operator trusts says that it did
};

// VerifiedBindings is the only source of exported IDs. Their private keys signed this connection's
// keying material. Only this room makes one.
class VerifiedBindings {
 public:
  [[nodiscard]] const VerifiedID& provided() const { return provided_; }
  [[nodiscard]] const std::optional<VerifiedID>& referred() const { return referred_; }
  [[nodiscard]] std::span<const OtherID> others() const& { return others_; }
  std::span<const OtherID> others() const&& = delete;
  // others_text is others() as draft-ietf-tokbind-ttrp 2.2 writes them: `<hex type>.<ID>`, comma
  // separated; empty when there are none.
  [[nodiscard]] const std::string& others_text() const { return others_text_; }
  [[nodiscard]] Origin origin() const { return origin_; }

 private:
  friend class VerifiedBindingsMaker;
  VerifiedBindings() = default;

  VerifiedID provided_;
  std::optional<VerifiedID> referred_;
  std::vector<OtherID> others_;
  std::string others_text_;
  Origin origin_ = Origin::kMessage;
};

}  // namespace tb::verify
