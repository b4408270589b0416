// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bind/cookie_header.h"

namespace tb::bind {

// A seal that is longer than a client keeps in one cookie goes out in pieces: NAME has `~N~`, N
// being their number, and the beginning of the seal; NAME--tb1 to NAME--tb8 have `~`, the nonce of
// the seal, and what follows. The nonce tells the pieces of one seal from those of another, and the
// seal is authentic as a whole or not at all.
inline constexpr std::size_t kMaxPieces = 9;

// kPieceOverhead is what a piece has at most besides its part of the seal, in name and value.
inline constexpr std::size_t kPieceOverhead = 24;

// piece_name returns NAME--tb<number>; number 0 is NAME itself.
std::string piece_name(std::string_view name, std::size_t number);

// cut_seal returns the values of the pieces, each with at most `room` octets of the seal; nothing
// when that takes more than kMaxPieces.
std::vector<std::string> cut_seal(std::string_view sealed, std::size_t room);

// FirstPiece is the value of NAME; views.
struct FirstPiece {
  std::size_t count;
  std::string_view beginning;
  std::string_view nonce;
};
std::optional<FirstPiece> read_first_piece(std::string_view value);

// LaterPiece is one of NAME--tb1 and so on; views.
struct LaterPiece {
  std::string_view stem;  // NAME
  std::size_t number;
  std::string_view nonce;
  std::string_view text;
};
std::optional<LaterPiece> read_later_piece(const CookiePair& cookie);

}  // namespace tb::bind
