// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tb::bind {

// kTokenEnds are the visible characters and blanks that a token, such as a cookie's name, cannot
// hold (RFC 9110 5.6.2).
inline constexpr std::string_view kTokenEnds = " \t\"(),/:;<=>?@[\\]{}";

// is_token_character says whether a token can hold the character: it is visible, ASCII and no end.
bool is_token_character(char character);

// cookie_name is what stands before the `=` of a cookie without what is no token's character at its
// ends: applications strip off what they take for white space, and to some that is more than
// ASCII's.
std::string_view cookie_name(std::string_view text);

// CookiePair is one piece of a Cookie header field, as views into it. `text` is the piece with the
// white space around it, `separator` what stood before it (NUL before the first). A piece without
// `=` has no name. `value` is as it was sent, quotes included.
struct CookiePair {
  char separator = '\0';
  std::string_view text;
  std::string_view name;
  std::string_view value;
};

// CookieWalk takes a Cookie field apart (RFC 6265 4.2.1) so that putting all pieces together again
// gives the same octets. `;` always ends a piece, within quotes too, as RFC 6265 has it. A comma
// does so only where a cookie's name and `=` follow, with or without blanks between: that is how
// httpd joins the fields of a client that sent several, and other commas belong to a value.
class CookieWalk {
 public:
  explicit CookieWalk(std::string_view field) : rest_(field) {}
  // next gives a piece of at least so many characters: what is known to be one cookie stays whole.
  std::optional<CookiePair> next(std::size_t at_least = 0);
  // rest is what has not been taken apart yet.
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  char separator_ = '\0';
  bool done_ = false;
};

// CookieRebuild puts a Cookie field together from the pieces that stay.
class CookieRebuild {
 public:
  // keep appends a piece byte for byte.
  void keep(const CookiePair& piece);
  // replace appends a piece with another value.
  void replace(const CookiePair& piece, std::string_view value);
  // drop leaves a piece out, and its separator with it.
  void drop(const CookiePair& piece);

  [[nodiscard]] std::string take() && { return std::move(field_); }

 private:
  std::string field_;
  bool begun_ = false;
  char dropped_ = '\0';  // the strongest separator since the last piece that stayed
};

// unquoted is a value without the quotes around it, if it has both.
std::string_view unquoted(std::string_view value);

}  // namespace tb::bind
