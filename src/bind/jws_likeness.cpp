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
constexpr std::uint32_t kNone = 64;

constexpr std::uint32_t sextet_of(char c) {
  const auto from = [c](char first) { return static_cast<std::uint32_t>(c - first); };
  if (c >= 'A' && c <= 'Z') return from('A');
  if (c >= 'a' && c <= 'z') return from('a') + 26;
  if (c >= '0' && c <= '9') return from('0') + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return kNone;
}

// White space of JSON, and what decoders of Unicode drop: byte order marks, the other half of
// UTF-16.
constexpr bool is_blank(std::uint32_t octet) {
  constexpr std::string_view kBlanks("\0 \t\r\n\xef\xbb\xbf\xfe\xff", 10);
  return kBlanks.find(static_cast<char>(octet)) != std::string_view::npos;
}

// Opening follows octets that may begin a JSON object: the first of them alone, or any.
class Opening {
 public:
  constexpr explicit Opening(bool anywhere) : anywhere_(anywhere) {}

  [[nodiscard]] bool found() const { return state_ == State::found; }

  void take(std::uint32_t octet) {
    if (state_ == State::found || state_ == State::none || is_blank(octet)) return;
    if (state_ == State::in_object && (octet == '"' || octet == '}')) {
      state_ = State::found;
    } else if (octet == '{' && (anywhere_ || state_ == State::before)) {
      state_ = State::in_object;
    } else {
      state_ = anywhere_ ? State::before : State::none;
    }
  }

 private:
  enum class State : std::uint8_t { before, in_object, found, none };

  bool anywhere_;
  State state_ = State::before;
};

// Decoding is one way to read a segment: as the octets from its start, and as those from any later
// character, which may begin at each second bit.
class Decoding {
 public:
  [[nodiscard]] bool opens() const { return at_start_.found(); }
  [[nodiscard]] bool opens_anywhere() const {
    return anywhere_[0].found() || anywhere_[1].found() || anywhere_[2].found() ||
           anywhere_[3].found();
  }

  void take(std::uint32_t sextet) {
    bits_ = bits_ << 6 | sextet;
    for (const unsigned behind : {4U, 2U, 0U}) {
      if (++pairs_ < 4) continue;
      const std::uint32_t octet = bits_ >> behind & 0xff;
      anywhere_[pairs_ % 4].take(octet);
      if (pairs_ % 4 == 0) at_start_.take(octet);
    }
  }

 private:
  std::uint32_t bits_ = 0;
  std::size_t pairs_ = 0;  // of bits
  Opening at_start_{false};
  std::array<Opening, 4> anywhere_{Opening(true), Opening(true), Opening(true), Opening(true)};
};

class Segment {
 public:
  [[nodiscard]] bool empty() const { return empty_; }
  [[nodiscard]] bool opens() const { return whole_.opens() || common_.opens(); }
  [[nodiscard]] bool opens_anywhere() const {
    return whole_.opens_anywhere() || common_.opens_anywhere();
  }

  void take(char c) {
    const std::uint32_t sextet = sextet_of(c);
    if (sextet == kNone) return;
    empty_ = false;
    whole_.take(sextet);
    // To one alphabet the other's last two are foreign; no object begins with either.
    if (sextet < 62) common_.take(sextet);
  }

 private:
  bool empty_ = true;
  Decoding whole_;
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
  Segment segment;
  std::optional<Segment>
      payload;         // from the dot behind a header, over others: they are foreign too
  unsigned count = 0;  // of the segments before this one
  for (const char c : text) {
    if (c != '.') {
      segment.take(c);
      if (payload) payload->take(c);
    } else if (!segment.empty()) {
      if (payload && payload->opens()) return true;
      if (segment.opens_anywhere()) payload.emplace();
      segment = {};
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
