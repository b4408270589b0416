// SPDX-License-Identifier: Apache-2.0
#include "bind/authorization.h"

#include <algorithm>

#include "core/text.h"

namespace tb::bind {
namespace {

bool is_visible(char c) {
  return c > 0x20 && c < 0x7f;
}

// tchar of RFC 9110 5.6.2.
bool is_token_character(char c) {
  return core::is_alphanumeric(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_plain(char c) {
  return is_visible(c) && c != ',' && c != '"';
}

// take_while returns the longest start of `text` whose characters all are of a kind, and removes
// it.
template <typename Kind>
std::string_view take_while(std::string_view& text, Kind kind) {
  const auto end = std::ranges::find_if_not(text, kind);
  const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

void skip_blanks(std::string_view& text) {
  take_while(text, [](char c) { return c == ' '; });
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// quoted-string of RFC 9110 5.6.4, in ASCII.
bool take_quoted(std::string_view& text) {
  if (!take(text, '"')) return false;
  while (!take(text, '"')) {
    take(text, '\\');
    if (text.empty()) return false;
    text.remove_prefix(1);
  }
  return true;
}

// auth-param of RFC 9110 11.2, but for values without quotes: those of AWS hold what no token may.
bool take_parameter(std::string_view& text) {
  if (take_while(text, is_token_character).empty()) return false;
  skip_blanks(text);
  if (!take(text, '=')) return false;
  skip_blanks(text);
  return take_quoted(text) || !take_while(text, is_plain).empty();
}

bool is_parameter_list(std::string_view text) {
  do {
    skip_blanks(text);
    if (!take_parameter(text)) return false;
    skip_blanks(text);
  } while (take(text, ','));
  return text.empty();
}

bool same_letters(std::string_view text, std::string_view small) {
  return std::ranges::equal(text, small, {}, core::lower);
}

}  // namespace

std::optional<Authorization> parse_authorization(std::string_view field) {
  if (!std::ranges::all_of(field, [](char c) { return is_visible(c) || c == ' '; })) return {};
  std::string_view rest = field;
  const std::string_view scheme = take_while(rest, is_token_character);
  if (scheme.empty() || !rest.starts_with(' ')) return {};
  skip_blanks(rest);
  const bool is_dpop = same_letters(scheme, "dpop");
  const Authorization found{scheme, rest, is_dpop || same_letters(scheme, "bearer"), is_dpop};
  if (!rest.empty() && std::ranges::all_of(rest, is_plain)) return found;
  return !found.is_token && is_parameter_list(rest) ? std::optional(found) : std::nullopt;
}

}  // namespace tb::bind
