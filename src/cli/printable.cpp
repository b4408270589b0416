// SPDX-License-Identifier: Apache-2.0
#include "cli/printable.h"

#include <bit>
#include <cstdint>

namespace tb::cli {
namespace {

std::uint8_t octet_at(std::string_view text, std::size_t index) {
  return static_cast<std::uint8_t>(text[index]);
}

// sequence_at gives the length of the well-formed UTF-8 sequence (RFC 3629 4) that `text` begins
// with and that no terminal obeys; 0 when it begins with anything else.
std::size_t sequence_at(std::string_view text) {
  constexpr std::uint32_t kLowest[] = {0, 0x20, 0xA0, 0x800, 0x10000};  // 0x80 to 0x9F control
  const std::uint8_t first = octet_at(text, 0);
  const auto ones = static_cast<std::size_t>(std::countl_one(first));
  const std::size_t length = ones == 0 ? 1 : ones;
  if (ones == 1 || length > 4 || length > text.size()) return 0;
  std::uint32_t code = ones == 0 ? first : first & (0x7FU >> ones);
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet_at(text, i) & 0xC0U) != 0x80U) return 0;
    code = code << 6 | (octet_at(text, i) & 0x3FU);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool fit = code >= kLowest[length] && code != 0x7F && !surrogate && code <= 0x10FFFF;
  return fit || code == '\t' ? length : 0;
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = sequence_at(text);
    if (length > 0) {
      shown.append(text.substr(0, length));
    } else {
      const std::uint8_t octet = octet_at(text, 0);
      shown.append("\\x").append({kDigits[octet >> 4], kDigits[octet & 15]});
    }
    text.remove_prefix(length > 0 ? length : 1);
  }
  return shown;
}

}  // namespace tb::cli
