// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_header.h"

#include <algorithm>

#include "core/text.h"

namespace tb::bind {
namespace {

constexpr std::string_view kBlank = " \t";

bool begins_cookie(std::string_view text) {
  const std::size_t start = text.find_first_not_of(kBlank);
  if (start == std::string_view::npos) return false;
  const std::size_t end = std::min(text.find_first_of(kTokenEnds, start), text.size());
  const std::size_t next = text.find_first_not_of(kBlank, end);
  return end > start && next != std::string_view::npos && text[next] == '=';
}

std::size_t find_end(std::string_view text, std::size_t start) {
  std::size_t end = text.find_first_of(";,", start);
  while (end != std::string_view::npos && text[end] == ',' &&
         !begins_cookie(text.substr(end + 1))) {
    end = text.find_first_of(";,", end + 1);
  }
  return end;
}

}  // namespace

bool is_token_character(char character) {
  const auto c = static_cast<unsigned char>(character);
  return c > 0x20 && c < 0x7f && kTokenEnds.find(character) == std::string_view::npos;
}

std::string_view cookie_name(std::string_view text) {
  const auto first = std::ranges::find_if(text, is_token_character);
  text.remove_prefix(static_cast<std::size_t>(first - text.begin()));
  while (!text.empty() && !is_token_character(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<CookiePair> CookieWalk::next(std::size_t at_least) {
  if (done_) return std::nullopt;
  const std::size_t end = find_end(rest_, at_least);
  CookiePair piece{.separator = separator_, .text = rest_.substr(0, end), .name = {}, .value = {}};
  done_ = end == std::string_view::npos;
  if (!done_) {
    separator_ = rest_[end];
    rest_.remove_prefix(end + 1);
  }
  const std::size_t equals = piece.text.find('=');
  if (equals == std::string_view::npos) {
    piece.value = core::trimmed(piece.text);
  } else {
    piece.name = cookie_name(piece.text.substr(0, equals));
    piece.value = core::trimmed(piece.text.substr(equals + 1));
  }
  return piece;
}

void CookieRebuild::keep(const CookiePair& piece) {
  std::string_view text = piece.text;
  if (begun_) {
    // A piece that was joined by a comma may follow, now, one that a semicolon ended.
    field_ += dropped_ == ';' ? ';' : piece.separator;
  } else if (piece.separator != '\0') {
    text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  }
  begun_ = true;
  dropped_ = '\0';
  field_ += text;
}

void CookieRebuild::replace(const CookiePair& piece, std::string_view value) {
  const auto start = static_cast<std::size_t>(piece.value.data() - piece.text.data());
  CookiePair head = piece;
  head.text = piece.text.substr(0, start);
  keep(head);
  field_ += value;
  field_ += piece.text.substr(start + piece.value.size());
}

void CookieRebuild::drop(const CookiePair& piece) {
  if (dropped_ != ';') dropped_ = piece.separator;
}

std::string_view unquoted(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
  return value.substr(1, value.size() - 2);
}

}  // namespace tb::bind
