// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"

namespace tb::testing {

using Octets = std::vector<std::uint8_t>;

// from_hex ignores white space; anything else that is not a hexadecimal digit ends the test run.
Octets from_hex(std::string_view hex);
std::string to_hex(core::Bytes octets);

// The pieces of TLS presentation language, written apart from core/writer.h: what judges a decoder
// must not come from the same hand. Lengths may be lies, so nothing is checked.
Octets u8(std::size_t value);
Octets u16(std::size_t value);
Octets concat(std::initializer_list<Octets> parts);
Octets u8_prefixed(const Octets& octets);
Octets u16_prefixed(const Octets& octets);

// big_endian gives `value` in exactly `size` octets.
Octets big_endian(std::uint64_t value, std::size_t size);

// Random is a small generator with a fixed seed: tests that try many inputs try the same ones in
// each run.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  Octets octets(std::size_t count);

 private:
  std::uint64_t state_;
};

}  // namespace tb::testing
