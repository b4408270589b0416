// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/result.h"
#include "core/types.h"

namespace tb::core {

// TokenBindingID of RFC 8471 3.2: a view. `encoded` runs from key_parameters to the end of the key
// and is the identifier; the other views lie inside it. For ecdsap256 `point` is X || Y; for the
// RSA key parameters `modulus` has 256 octets; for unknown key parameters all three are empty.
struct TokenBindingID {
  KeyParameters key_parameters{};
  Bytes encoded;
  Bytes point;
  Bytes modulus;
  Bytes exponent;
};

// TokenBinding of RFC 8471 3. `extensions` is the well-formed, unread list of TB_Extensions: none
// is defined, and unknown ones are ignored (4.2). `offset` is where it begins in its message.
struct TokenBinding {
  BindingType type{};
  TokenBindingID id;
  Bytes signature;
  Bytes extensions;
  std::uint32_t offset = 0;
};

// Each binding of a message costs a signature check. RFC 8473 needs two. Eight leave room for new
// types and bound the work that one request can cause.
inline constexpr std::size_t kMaxBindings = 8;

// TokenBindingMessage holds views into the octets from which it was decoded. It is well-formed; its
// signatures and the types that it holds are checked in verify/.
class TokenBindingMessage {
 public:
  [[nodiscard]] std::span<const TokenBinding> bindings() const& { return {all_.data(), count_}; }
  std::span<const TokenBinding> bindings() const&& = delete;

 private:
  friend Result<TokenBindingMessage> decode_message(Bytes octets);
  std::array<TokenBinding, kMaxBindings> all_{};
  std::size_t count_ = 0;
};

// decode_message accepts exactly one TokenBindingMessage (RFC 8471 3) with 1 to kMaxBindings
// bindings, whose keys and signatures have the sizes their key parameters demand.
Result<TokenBindingMessage> decode_message(Bytes octets);

// decode_token_binding_id accepts exactly one TokenBindingID.
Result<TokenBindingID> decode_token_binding_id(Bytes octets);

std::vector<std::uint8_t> encode_message(std::span<const TokenBinding> bindings);
// encode_ec_id makes the 68 octets of an ecdsap256 TokenBindingID from X || Y.
std::vector<std::uint8_t> encode_ec_id(Bytes point);
// encode_rsa_id makes an RSA TokenBindingID; both numbers are big-endian without leading zeros.
std::vector<std::uint8_t> encode_rsa_id(KeyParameters key_parameters, Bytes modulus,
                                        Bytes exponent);

// SignedData is what a TokenBinding's signature covers: type || key_parameters || EKM (RFC 8471
// 3.3). The ID itself is not signed.
using SignedData = std::array<std::uint8_t, 2 + kEkmSize>;
SignedData signed_data(BindingType type, KeyParameters key_parameters,
                       std::span<const std::uint8_t, kEkmSize> ekm);

}  // namespace tb::core
