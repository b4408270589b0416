// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace tb::core {

// KeyParameters is TokenBindingKeyParameters of RFC 8471 3; values that nobody has defined yet
// survive unchanged.
enum class KeyParameters : std::uint8_t { rsa2048_pkcs1_5 = 0, rsa2048_pss = 1, ecdsap256 = 2 };

inline constexpr std::size_t kKnownKeyParameters = 3;

inline bool is_known(KeyParameters key_parameters) {
  return static_cast<std::uint8_t>(key_parameters) < kKnownKeyParameters;
}

// to_text returns the registry's name ("ecdsap256"), or "unknown".
std::string_view to_text(KeyParameters key_parameters);
// parse_key_parameters knows the registry's names, case-sensitively.
std::optional<KeyParameters> parse_key_parameters(std::string_view name);

// BindingType is TokenBindingType of RFC 8471 3; other values are legal and survive (3.1).
enum class BindingType : std::uint8_t { provided = 0, referred = 1 };

// Version is TB_ProtocolVersion of RFC 8472 2, ordered as one 16-bit number: a draft 0.N is below
// 1.0. The octets of messages are the same from 0.10 on.
class Version {
 public:
  constexpr Version() = default;
  constexpr Version(std::uint8_t major, std::uint8_t minor)
      : number_(static_cast<std::uint16_t>(major << 8 | minor)) {}

  [[nodiscard]] constexpr std::uint8_t major_part() const {
    return static_cast<std::uint8_t>(number_ >> 8);
  }
  [[nodiscard]] constexpr std::uint8_t minor_part() const {
    return static_cast<std::uint8_t>(number_ & 0xff);
  }
  friend constexpr auto operator<=>(const Version&, const Version&) = default;

 private:
  std::uint16_t number_ = 0;
};

inline constexpr Version kVersion1_0{1, 0};
inline constexpr Version kVersion0_10{0, 10};
inline constexpr Version kVersion0_19{0, 19};  // draft-ietf-tokbind-protocol-19, the last one

// is_known is true of 1.0 and of the drafts whose messages have the same octets.
constexpr bool is_known(Version version) {
  return version == kVersion1_0 || (version >= kVersion0_10 && version <= kVersion0_19);
}

std::string to_text(Version version);
// parse_version reads "MAJOR.MINOR", each a decimal number from 0 to 255 without leading zeros.
std::optional<Version> parse_version(std::string_view text);

// Negotiated is what one TLS handshake agreed on by extension 24.
struct Negotiated {
  Version version;
  KeyParameters key_parameters;

  friend bool operator==(const Negotiated&, const Negotiated&) = default;
};

inline constexpr std::size_t kEkmSize = 32;          // RFC 8471 3.3
inline constexpr std::size_t kEcPointSize = 64;      // X || Y
inline constexpr std::size_t kEcSignatureSize = 64;  // r || s
inline constexpr std::size_t kRsaSize = 256;         // of a 2048-bit modulus and of a signature

}  // namespace tb::core
