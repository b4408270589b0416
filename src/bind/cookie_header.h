// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace tb::bind {

// is_token_character reports whether a token can hold the character (RFC 9110 5.6.2).
bool is_token_character(char character);

// is_token reports whether `text` is a token: the name of a cookie (RFC 6265 4.1.1).
bool is_token(std::string_view text);

// is_cookie_name accepts brackets too, which are no part of a token: PHP applications set cookies
// such as `CakeCookie[User]`.
bool is_cookie_name(std::string_view text);

// CookiePair is a cookie of a Cookie field, as views into it. `value` has its quotes, if any.
struct CookiePair {
  std::string_view name;
  std::string_view value;
};

// read_cookie_pair reads a cookie-pair of RFC 6265 4.1.1 and nothing else, but for two exceptions:
// its name may be any is_cookie_name, and its value has no brackets, at which WebOb begins another
// cookie.
std::optional<CookiePair> read_cookie_pair(std::string_view text);

// take_piece takes the text before the next separator off `rest`, and trims it.
std::string_view take_piece(std::string_view& rest, char separator);

// unquoted is a value without the quotes around it, if it has both.
std::string_view unquoted(std::string_view value);

}  // namespace tb::bind
