// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_names.h"

#include <algorithm>

#include "bind/cookie_header.h"
#include "core/text.h"

namespace tb::bind {
namespace {

int hex_digit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t digit = kDigits.find(core::lower(c));
  return digit == std::string_view::npos ? -1 : static_cast<int>(digit);
}

// decoded is a name from a URL as C sees it, which stops at a NUL.
std::string decoded(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    char c = name[i] == '+' ? ' ' : name[i];
    if (c == '%' && i + 2 < name.size()) {
      const int high = hex_digit(name[i + 1]);
      const int low = hex_digit(name[i + 2]);
      if (high >= 0 && low >= 0) {
        c = static_cast<char>(high * 16 + low);
        i += 2;
      }
    }
    if (c == '\0') break;
    text += c;
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
  const std::string_view whole = cookie_name(plain);
  for (const std::string& one : {folded(whole), folded(whole.substr(0, whole.find('[')))}) {
    if (std::ranges::find(names_, one, &Pattern::folded) != names_.end() ||
        std::ranges::any_of(
            prefixes_, [&](const Pattern& prefix) { return one.starts_with(prefix.folded); })) {
      return true;
    }
  }
  return false;
}

}  // namespace tb::bind
