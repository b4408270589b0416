// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_pieces.h"

#include <algorithm>

namespace tb::bind {
namespace {

constexpr char kMark = '~';  // no character of a seal
constexpr std::string_view kSuffix = "--tb";
constexpr std::size_t kNonceText = 16;  // RFC 7518 5.3

// nonce_of returns the third segment of a JWE, or nothing.
std::string_view nonce_of(std::string_view sealed) {
  const std::size_t begin = sealed.find("..");
  if (begin == std::string_view::npos || sealed.size() < begin + 2 + kNonceText) return {};
  return sealed.substr(begin + 2, kNonceText);
}

// number_of reads the digit of a piece, 1 to 9, or returns 0.
std::size_t number_of(char digit) {
  return digit >= '1' && digit <= '9' ? static_cast<std::size_t>(digit - '0') : 0;
}

}  // namespace

std::string piece_name(std::string_view name, std::size_t number) {
  std::string text(name);
  if (number > 0) text.append(kSuffix) += static_cast<char>('0' + number);
  return text;
}

std::vector<std::string> cut_seal(std::string_view sealed, std::size_t room) {
  const std::string_view nonce = nonce_of(sealed.substr(0, room));
  const std::size_t count = room == 0 ? 0 : (sealed.size() + room - 1) / room;
  if (nonce.empty() || count > kMaxPieces) return {};
  std::vector<std::string> values;
  for (std::size_t number = 0; number < count; ++number) {
    std::string value(1, kMark);
    if (number == 0) {
      (value += static_cast<char>('0' + count)) += kMark;
    } else {
      value += nonce;
    }
    values.push_back(value.append(sealed.substr(number * room, room)));
  }
  return values;
}

std::optional<FirstPiece> read_first_piece(std::string_view value) {
  if (value.size() < 3 || value[0] != kMark || value[2] != kMark) return std::nullopt;
  const FirstPiece piece{.count = number_of(value[1]),
                         .beginning = value.substr(3),
                         .nonce = nonce_of(value.substr(3))};
  if (piece.count == 0 || piece.nonce.empty()) return std::nullopt;
  return piece;
}

std::optional<LaterPiece> read_later_piece(const CookiePair& cookie) {
  const std::size_t stem = cookie.name.size() - std::min(cookie.name.size(), kSuffix.size() + 1);
  if (stem == 0 || !cookie.name.substr(stem).starts_with(kSuffix)) return std::nullopt;
  const std::string_view value = unquoted(cookie.value);
  const std::size_t number = number_of(cookie.name.back());
  if (number == 0 || number == kMaxPieces || value.size() <= kNonceText || value[0] != kMark) {
    return std::nullopt;
  }
  return LaterPiece{.stem = cookie.name.substr(0, stem),
                    .number = number,
                    .nonce = value.substr(1, kNonceText),
                    .text = value.substr(1 + kNonceText)};
}

}  // namespace tb::bind
