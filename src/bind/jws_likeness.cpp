// SPDX-License-Identifier: Apache-2.0
#include "bind/jws_likeness.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/text.h"

namespace tb::bind {
namespace {

// Foreign to base64.
constexpr std::uint8_t kNone = 64;

constexpr std::uint8_t sextet_of(char c) {
  const auto from = [c](char first, int value) {
    return static_cast<std::uint8_t>(c - first + value);
  };
  if (c >= 'A' && c <= 'Z') return from('A', 0);
  if (c >= 'a' && c <= 'z') return from('a', 26);
  if (c >= '0' && c <= '9') return from('0', 52);
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return kNone;
}

// Role is what an octet is to the beginning of a JSON object.
enum class Role : std::uint8_t { other, blank, brace, first };

constexpr std::array<Role, 256> make_roles() {
  std::array<Role, 256> roles{};
  // White space of JSON, and what decoders of Unicode drop: byte order marks, the other half of
  // UTF-16.
  for (const int octet : {0x00, 0x09, 0x0a, 0x0d, 0x20, 0xbb, 0xbf, 0xef, 0xfe, 0xff}) {
    roles[static_cast<std::size_t>(octet)] = Role::blank;
  }
  roles['{'] = Role::brace;
  roles['"'] = roles['}'] = Role::first;
  return roles;
}
constexpr auto kRoles = make_roles();

// Opening follows octets that may begin an object: with the first of them, or `anywhere`.
template <bool anywhere>
class Opening {
 public:
  [[nodiscard]] bool found() const { return state_ == State::found; }

  void take(std::uint32_t octet) {
    const Role role = kRoles[octet & 0xff];
    if (role == Role::blank || state_ >= State::found) return;
    if (role == Role::brace && (anywhere || state_ == State::before)) {
      state_ = State::in_object;
    } else if (role == Role::first && state_ == State::in_object) {
      state_ = State::found;
    } else {
      state_ = anywhere ? State::before : State::none;
    }
  }

 private:
  enum class State : std::uint8_t { before, in_object, found, none };

  State state_ = State::before;
};

// Payload decodes a segment from its start.
class Payload {
 public:
  [[nodiscard]] bool opens() const { return opening_.found(); }

  void take(std::uint32_t sextet) {
    bits_ = bits_ << 6 | sextet;
    unread_ += 6;
    if (unread_ < 8) return;
    unread_ -= 8;
    opening_.take(bits_ >> unread_);
  }

 private:
  std::uint32_t bits_ = 0;
  unsigned unread_ = 0;
  Opening<false> opening_;
};

// Header decodes a segment from each of its characters: an octet may begin at each second bit.
class Header {
 public:
  [[nodiscard]] bool opens() const {
    return openings_[0].found() || openings_[1].found() || openings_[2].found() ||
           openings_[3].found();
  }

  void take(std::uint32_t sextet) {
    bits_ = bits_ << 6 | sextet;
    for (const unsigned behind : {4U, 2U, 0U}) {
      if (++pairs_ >= 4) openings_[pairs_ % 4].take(bits_ >> behind);
    }
  }

 private:
  std::uint32_t bits_ = 0;
  std::size_t pairs_ = 0;  // of bits
  std::array<Opening<true>, 4> openings_;
};

// To one alphabet the last two characters of the other are foreign; no object begins with one.
template <typename Decoding>
class BothWays {
 public:
  [[nodiscard]] bool opens() const { return all_.opens() || common_.opens(); }

  void take(std::uint8_t sextet) {
    all_.take(sextet);
    if (sextet < 62) common_.take(sextet);
  }

 private:
  Decoding all_;
  Decoding common_;
};

constexpr std::size_t hex_value(char c) {
  return std::string_view("0123456789abcdef").find(core::lower(c));
}

// unescaped undoes %-escapes once.
std::string unescaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && text.size() - i > 2;
    const std::size_t high = escape ? hex_value(text[i + 1]) : std::string_view::npos;
    const std::size_t low = escape ? hex_value(text[i + 2]) : std::string_view::npos;
    const bool valid = high < 16 && low < 16;
    result += valid ? static_cast<char>(high << 4 | low) : text[i];
    if (valid) i += 2;
  }
  return result;
}

bool has_objects(std::string_view text) {
  BothWays<Header> header;
  // From the dot behind a header, over further ones: those are foreign to base64 too.
  std::optional<BothWays<Payload>> payload;
  bool empty = true;
  unsigned count = 0;  // of the segments before this one
  for (const char c : text) {
    const std::uint8_t sextet = sextet_of(c);
    if (sextet != kNone) {
      empty = false;
      header.take(sextet);
      if (payload) payload->take(sextet);
    } else if (c == '.' && !empty) {
      if (payload && payload->opens()) return true;
      if (header.opens()) payload.emplace();
      header = {};
      empty = true;
      ++count;
    }
  }
  return count == 1 && payload && payload->opens();
}

}  // namespace

bool could_be_jws(std::string_view text) {
  if (has_objects(text)) return true;
  if (text.find('%') == std::string_view::npos) return false;
  const std::string once = unescaped(text);
  return has_objects(once) || has_objects(unescaped(once));
}

}  // namespace tb::bind
