// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_names.h"

#include <algorithm>
#include <charconv>

#include "bind/cookie_header.h"
#include "core/text.h"

namespace tb::bind {
namespace {

// Escape is a way to write a character by its number.
struct Escape {
  std::string_view mark;
  std::size_t digits;
  int base;
};

constexpr Escape kEscapes[] = {
    {"%u", 4, 16}, {"%", 2, 16}, {"\\u", 4, 16}, {"\\x", 2, 16}, {"\\", 3, 8}};

bool begins_with(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text.substr(0, lower_case.size()), lower_case, {}, core::lower);
}

// take_character takes one character off a text that is not empty, whichever way it is written. One
// that is not ASCII becomes a DEL.
char take_character(std::string_view& text) {
  for (const Escape& escape : kEscapes) {
    if (!begins_with(text, escape.mark)) continue;
    const std::string_view digits = text.substr(escape.mark.size(), escape.digits);
    const char* end = digits.data() + digits.size();
    unsigned number = 0;
    const auto read = std::from_chars(digits.data(), end, number, escape.base);
    if (digits.size() < escape.digits || read.ptr != end) continue;
    text.remove_prefix(escape.mark.size() + escape.digits);
    return static_cast<char>(std::min(number, 0x7fU));
  }
  const char character = text.front();
  text.remove_prefix(1);
  return character;
}

// letters_of is what no spelling of a name can do without.
std::string letters_of(std::string_view text) {
  std::string letters;
  while (!text.empty()) {
    const char c = take_character(text);
    if (c == '=' || core::is_alphanumeric(c)) letters += core::lower(c);
  }
  return letters;
}

std::string folded(std::string_view name) {
  std::string text(name);
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c == '.' || c == '[' ? '_' : core::lower(c); });
  return text;
}

}  // namespace

bool CookieNames::add(std::string_view pattern) {
  constexpr std::string_view kOfOtherPatterns = "*^$|";
  const bool is_prefix = pattern.ends_with('*');
  const std::string_view name = pattern.substr(0, pattern.size() - (is_prefix ? 1 : 0));
  if (!is_cookie_name(pattern) || name.find_first_of(kOfOtherPatterns) != std::string_view::npos) {
    return false;
  }
  patterns_.push_back({.written = std::string(pattern),
                       .name = std::string(name),
                       .folded = folded(name),
                       .letters = letters_of(name),
                       .is_prefix = is_prefix});
  return true;
}

void CookieNames::add_all(const CookieNames& others) {
  patterns_.insert(patterns_.end(), others.patterns_.begin(), others.patterns_.end());
}

std::string_view CookieNames::find_by(std::string Pattern::*spelling, std::string_view name,
                                      std::size_t least) const {
  for (const Pattern& pattern : patterns_) {
    if (pattern.name.size() < least) continue;
    const std::string& bound = pattern.*spelling;
    if (pattern.is_prefix ? name.starts_with(bound) : name == bound) return pattern.written;
  }
  return {};
}

std::string_view CookieNames::find(std::string_view name) const {
  return find_by(&Pattern::name, name, 0);
}

std::string_view CookieNames::find_alike(std::string_view token, std::size_t least) const {
  // Decoded, it may be more than a name.
  if (token.find_first_of("%+") != std::string_view::npos) {
    return find_within(std::string(token) + '=', least);
  }
  return find_by(&Pattern::folded, folded(token), least);
}

std::string_view CookieNames::find_within(std::string_view text, std::size_t least) const {
  const std::string letters = letters_of(text);
  const std::size_t last_equals = letters.rfind('=');
  for (const Pattern& pattern : patterns_) {
    if (pattern.name.size() < least) continue;
    const std::size_t found = letters.find(pattern.letters);
    if (found != std::string::npos && last_equals != std::string::npos &&
        found + pattern.letters.size() <= last_equals) {
      return pattern.written;
    }
  }
  return {};
}

std::string_view CookieNames::find_parameter(std::string_view parameter) const {
  constexpr std::size_t kLeast = 1;
  const std::size_t equals = parameter.find('=');
  if (equals == std::string_view::npos) return find_within(parameter, kLeast);
  const std::string_view name = parameter.substr(0, equals);
  if (is_cookie_name(name)) return find_alike(name, kLeast);
  return find_within(parameter.substr(0, equals + 1), kLeast);
}

}  // namespace tb::bind
