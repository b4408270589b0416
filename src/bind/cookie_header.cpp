// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_header.h"

#include <algorithm>

#include "core/text.h"

namespace tb::bind {
namespace {

constexpr bool is_visible(char character) {
  return character > 0x20 && character < 0x7f;
}

// The cookie-octet of RFC 6265 4.1.1 without brackets.
bool is_value_character(char character) {
  constexpr std::string_view kOthers = "\",;\\[]";
  return is_visible(character) && kOthers.find(character) == std::string_view::npos;
}

}  // namespace

bool is_token_character(char character) {
  constexpr std::string_view kDelimiters = "\"(),/:;<=>?@[\\]{}";
  return is_visible(character) && kDelimiters.find(character) == std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
}

bool is_cookie_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_token_character(c) || c == '[' || c == ']';
  });
}

std::optional<CookiePair> read_cookie_pair(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const CookiePair pair{.name = text.substr(0, equals), .value = text.substr(equals + 1)};
  if (!is_cookie_name(pair.name)) return std::nullopt;
  if (!std::ranges::all_of(unquoted(pair.value), is_value_character)) return std::nullopt;
  return pair;
}

std::string_view take_piece(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view piece = core::trimmed(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return piece;
}

std::string_view unquoted(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
  return value.substr(1, value.size() - 2);
}

}  // namespace tb::bind
