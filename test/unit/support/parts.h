// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "support/private_key.h"

namespace tb::testing {

// Parts is a TokenBinding before it is written down; each part can be spoilt on its own.
struct Parts {
  std::size_t type = 0;
  Octets id;
  Octets signature;
  Octets extensions{};
};

constexpr std::size_t kProvided = 0;
constexpr std::size_t kReferred = 1;

inline core::SignedData data_to_sign(std::size_t type, core::KeyParameters key_parameters,
                                     const Ekm& ekm) {
  const Octets octets = concat(
      {u8(type), u8(static_cast<std::size_t>(key_parameters)), Octets(ekm.begin(), ekm.end())});
  core::SignedData data{};
  std::copy(octets.begin(), octets.end(), data.begin());
  return data;
}

// signed_parts is what an honest client sends for `key`.
inline Parts signed_parts(const PrivateKey& key, core::KeyParameters key_parameters,
                          std::size_t type, const Ekm& ekm) {
  return {type, key.id(key_parameters),
          key.sign(key_parameters, data_to_sign(type, key_parameters, ekm))};
}

inline Octets binding_octets(const Parts& parts) {
  return concat(
      {u8(parts.type), parts.id, u16_prefixed(parts.signature), u16_prefixed(parts.extensions)});
}

inline Octets message_octets(const std::vector<Parts>& all) {
  Octets list;
  for (const Parts& parts : all) list = concat({list, binding_octets(parts)});
  return u16_prefixed(list);
}

}  // namespace tb::testing
