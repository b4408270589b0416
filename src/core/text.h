// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tb::core {

// lower returns the small letter of an ASCII capital, and any other character unchanged. It does
// not use <cctype>: names in HTTP are ASCII, independent of the locale.
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_alphanumeric(char c) {
  const char small = lower(c);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9');
}

// trimmed returns `text` without the characters of `blanks` at its ends. Where `text` holds nothing
// else it returns an empty view at the end of `text`.
constexpr std::string_view trimmed(std::string_view text, std::string_view blanks = " \t") {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return text.substr(text.size());
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace tb::core
