// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/result.h"
#include "core/types.h"

namespace tb::core {

inline constexpr unsigned kExtensionType = 24;  // token_binding, RFC 8472 6.1

// TokenBindingParameters of RFC 8472 2, the body of extension 24 on either side: a view.
// `key_parameters_list` has 1 to 255 octets, one a KeyParameters, in order of preference.
struct TokenBindingParameters {
  Version version;
  Bytes key_parameters_list;
};

Result<TokenBindingParameters> decode_parameters(Bytes extension_data);
std::vector<std::uint8_t> encode_parameters(Version version,
                                            std::span<const KeyParameters> key_parameters_list);

// KeyParametersList is an ordered set of known key parameters: the first is preferred.
class KeyParametersList {
 public:
  // add returns false when the list holds it already.
  bool add(KeyParameters key_parameters);
  [[nodiscard]] bool contains(KeyParameters key_parameters) const;
  [[nodiscard]] std::span<const KeyParameters> items() const& { return {items_.data(), count_}; }
  std::span<const KeyParameters> items() const&& = delete;

 private:
  std::array<KeyParameters, kKnownKeyParameters> items_{};
  std::size_t count_ = 0;
};

// Supported is what one side is willing to negotiate.
struct Supported {
  Version lowest = kVersion0_10;
  Version highest = kVersion1_0;
  KeyParametersList key_parameters;
};

// answer_to chooses, for a server, from a client's offer (RFC 8472 3): the highest version that
// exists up to the lower of the highest ones, and the server's most preferred common key
// parameters. It returns nothing when there is no common choice: the extension is then left out and
// the handshake continues.
std::optional<Negotiated> answer_to(const TokenBindingParameters& offer,
                                    const Supported& supported);

// accept_answer checks, for a client, a server's answer to its offer (RFC 8472 4). On an error the
// client aborts the handshake. When nothing is returned it continues without Token Binding, because
// the server chose a version below the client's lowest, or one that never existed.
Result<std::optional<Negotiated>> accept_answer(const TokenBindingParameters& answer,
                                                const Supported& offered);

// encode_context makes the 35 octets of a Token Binding context: version, key parameters, EKM
// (draft-campbell-tokbind-tls-term-00 2), for backends that verify messages themselves.
using Context = std::array<std::uint8_t, 3 + kEkmSize>;
Context encode_context(const Negotiated& negotiated, std::span<const std::uint8_t, kEkmSize> ekm);

}  // namespace tb::core
