// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_names.h"

#include <algorithm>
#include <optional>

#include "bind/cookie_header.h"
#include "core/text.h"

namespace tb::bind {
namespace {

int hex_digit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t digit = kDigits.find(core::lower(c));
  return digit == std::string_view::npos ? -1 : static_cast<int>(digit);
}

// hex_number gives the number that `digits` are; nothing if one of them is none, or all of none.
std::optional<unsigned> hex_number(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  unsigned number = 0;
  for (const char c : digits) {
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    number = number * 16 + static_cast<unsigned>(digit);
  }
  return number;
}

// decoded is a name from a URL as C sees it, which stops at a NUL: %XX, and %uXXXX as Perl's CGI
// knows it.
std::string decoded(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    char c = name.front() == '+' ? ' ' : name.front();
    std::size_t length = 1;
    if (c == '%') {
      const bool is_wide = name.size() > 1 && core::lower(name[1]) == 'u';
      const std::size_t start = is_wide ? 2 : 1;
      const std::size_t digits = is_wide ? 4 : 2;
      const auto number = hex_number(name.substr(std::min(start, name.size()), digits));
      if (number && name.size() >= start + digits) {
        c = *number < 0x80 ? static_cast<char>(*number) : '\x80';  // to us each of them is foreign
        length = start + digits;
      }
    }
    if (c == '\0') break;
    text += c;
    name.remove_prefix(length);
  }
  return text;
}

char folded_character(char c) {
  return c == '.' || !is_token_character(c) ? '_' : core::lower(c);
}

std::string folded(std::string_view name) {
  std::string text(name);
  std::ranges::transform(text, text.begin(), folded_character);
  return text;
}

}  // namespace

// RFC 6265 4.1.1: a cookie's name is a token (RFC 9110 5.6.2).
bool CookieNames::add(std::string_view pattern) {
  if (pattern.empty() || !std::ranges::all_of(pattern, is_token_character)) return false;
  const bool is_prefix = pattern.ends_with('*');
  if (is_prefix) pattern.remove_suffix(1);
  (is_prefix ? prefixes_ : names_).push_back({std::string(pattern), folded(pattern)});
  return true;
}

void CookieNames::add_all(const CookieNames& others) {
  names_.insert(names_.end(), others.names_.begin(), others.names_.end());
  prefixes_.insert(prefixes_.end(), others.prefixes_.begin(), others.prefixes_.end());
}

bool CookieNames::contain(std::string_view name) const {
  return std::ranges::find(names_, name, &Pattern::exact) != names_.end() ||
         std::ranges::any_of(prefixes_,
                             [&](const Pattern& prefix) { return name.starts_with(prefix.exact); });
}

bool CookieNames::resemble(std::string_view name) const {
  const std::string plain = decoded(name);
  const auto first = std::ranges::find_if(plain, is_token_character);
  const std::string_view begun(first, plain.end());
  // What ends a name is nothing to most, and part of it to PHP.
  for (const std::string_view whole :
       {cookie_name(begun), begun, begun.substr(0, begun.find('['))}) {
    const std::string one = folded(whole);
    if (std::ranges::find(names_, one, &Pattern::folded) != names_.end() ||
        std::ranges::any_of(
            prefixes_, [&](const Pattern& prefix) { return one.starts_with(prefix.folded); })) {
      return true;
    }
  }
  return false;
}

}  // namespace tb::bind
