// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tb::core {

// lower gives the small letter of an ASCII capital, and any other character as it is. Not <cctype>:
// what HTTP names is ASCII, whatever the locale says.
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_alphanumeric(char c) {
  const char small = lower(c);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9');
}

// trimmed is `text` without the characters of `blanks` at its ends; of nothing else, its empty end.
constexpr std::string_view trimmed(std::string_view text, std::string_view blanks = " \t") {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return text.substr(text.size());
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace tb::core
