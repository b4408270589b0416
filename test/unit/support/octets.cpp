// SPDX-License-Identifier: Apache-2.0
#include "support/octets.h"

#include <cstdio>
#include <cstdlib>

namespace tb::testing {
namespace {

unsigned digit(char character) {
  if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
  if (character >= 'a' && character <= 'f') return static_cast<unsigned>(character - 'a' + 10);
  std::fprintf(stderr, "not a hexadecimal digit: %c\n", character);
  std::abort();
}

}  // namespace

Octets from_hex(std::string_view hex) {
  std::string digits;
  for (const char character : hex) {
    if (character != ' ' && character != '\n') digits += character;
  }
  Octets octets;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(digit(digits[i]) << 4 | digit(digits[i + 1])));
  }
  return octets;
}

std::string to_hex(core::Bytes octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t octet : octets) {
    hex += kDigits[octet >> 4];
    hex += kDigits[octet & 15];
  }
  return hex;
}

Octets u8(std::size_t value) {
  return {static_cast<std::uint8_t>(value & 0xff)};
}

Octets u16(std::size_t value) {
  return big_endian(value & 0xffff, 2);
}

Octets concat(std::initializer_list<Octets> parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Octets u8_prefixed(const Octets& octets) {
  return concat({u8(octets.size()), octets});
}

Octets u16_prefixed(const Octets& octets) {
  return concat({u16(octets.size()), octets});
}

Octets big_endian(std::uint64_t value, std::size_t size) {
  Octets octets(size);
  for (std::size_t i = size; i > 0; --i, value >>= 8) {
    octets[i - 1] = static_cast<std::uint8_t>(value & 0xff);
  }
  return octets;
}

// splitmix64
std::uint64_t Random::next() {
  std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

Octets Random::octets(std::size_t count) {
  Octets octets(count);
  for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(next() & 0xff);
  return octets;
}

}  // namespace tb::testing
