// SPDX-License-Identifier: Apache-2.0
#include "bind/json_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The value of a hexadecimal digit; 16 for another character.
constexpr unsigned hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return 16;
}

// Well-formed UTF-8 by the octet that leads (Unicode, table 3-7): the range of the second octet,
// and how many follow in all.
struct Sequence {
  std::uint8_t first_lead;
  std::uint8_t last_lead;
  std::uint8_t second_from;
  std::uint8_t second_to;
  std::size_t following;
};
constexpr std::array<Sequence, 9> kSequences{{
    {0x00, 0x7f, 0, 0, 0},
    {0xc2, 0xdf, 0x80, 0xbf, 1},
    {0xe0, 0xe0, 0xa0, 0xbf, 2},
    {0xe1, 0xec, 0x80, 0xbf, 2},
    {0xed, 0xed, 0x80, 0x9f, 2},
    {0xee, 0xef, 0x80, 0xbf, 2},
    {0xf0, 0xf0, 0x90, 0xbf, 3},
    {0xf1, 0xf3, 0x80, 0xbf, 3},
    {0xf4, 0xf4, 0x80, 0x8f, 3},
}};

// Scanner takes one part of RFC 8259's grammar after the other from a text. Each function returns
// whether the part stands there, and no octet is read again once it was taken.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] std::string_view since(std::size_t begin) const {
    return text_.substr(begin, at_ - begin);
  }

  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // structural takes a bracket, comma or colon with the blanks around it.
  bool structural(char c) {
    blanks();
    if (!take(c)) return false;
    blanks();
    return true;
  }
  void blanks() {
    while (take(' ') || take('\t') || take('\n') || take('\r')) {
    }
  }

  bool string();
  bool value();

 private:
  bool literal(std::string_view word);
  bool digits();
  bool number();
  bool escape();
  bool character();
  bool scalar();
  bool name() { return string() && structural(':'); }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool Scanner::literal(std::string_view word) {
  if (!text_.substr(at_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

bool Scanner::digits() {
  const std::size_t begin = at_;
  while (!at_end() && is_digit(text_[at_])) ++at_;
  return at_ > begin;
}

bool Scanner::number() {
  take('-');
  if (!take('0') && !digits()) return false;
  if (take('.') && !digits()) return false;
  if (!take('e') && !take('E')) return true;
  if (!take('+')) take('-');
  return digits();
}

bool Scanner::escape() {
  if (!take('u')) {
    constexpr std::string_view kEscaped = "\"\\/bfnrt";
    return !at_end() && kEscaped.find(text_[at_++]) != std::string_view::npos;
  }
  for (int i = 0; i < 4; ++i) {
    if (at_end() || hex_value(text_[at_++]) > 15) return false;
  }
  return true;
}

bool Scanner::character() {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text_[at_ + i]); };
  if (octet(0) < 0x20) return false;
  const auto* sequence = std::ranges::find_if(kSequences, [&](const Sequence& row) {
    return octet(0) >= row.first_lead && octet(0) <= row.last_lead;
  });
  if (sequence == kSequences.end() || text_.size() - at_ <= sequence->following) return false;
  for (std::size_t i = 1; i <= sequence->following; ++i) {
    const std::uint8_t from = i == 1 ? sequence->second_from : 0x80;
    const std::uint8_t to = i == 1 ? sequence->second_to : 0xbf;
    if (octet(i) < from || octet(i) > to) return false;
  }
  at_ += sequence->following + 1;
  return true;
}

bool Scanner::string() {
  if (!take('"')) return false;
  while (!take('"')) {
    if (at_end() || !(take('\\') ? escape() : character())) return false;
  }
  return true;
}

bool Scanner::scalar() {
  return string() || literal("true") || literal("false") || literal("null") || number();
}

bool Scanner::value() {
  std::string open;  // the bracket that ends each array and object entered, the innermost last
  do {
    if (structural('{')) {
      if (!take('}')) {
        if (!name()) return false;
        open += '}';
        continue;
      }
    } else if (structural('[')) {
      if (!take(']')) {
        open += ']';
        continue;
      }
    } else if (!scalar()) {
      return false;
    }
    while (!open.empty() && !structural(',')) {
      if (!take(open.back())) return false;
      open.pop_back();
    }
    if (!open.empty() && open.back() == '}' && !name()) return false;
  } while (!open.empty());
  return true;
}

void append_utf8(std::uint32_t code, std::string& text) {
  const auto append = [&](std::uint32_t octet) { text += static_cast<char>(octet); };
  if (code < 0x80) return append(code);
  if (code < 0x800) {
    append(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    append(0xe0 | code >> 12);
    append(0x80 | (code >> 6 & 0x3f));
  } else {
    append(0xf0 | code >> 18);
    append(0x80 | (code >> 12 & 0x3f));
    append(0x80 | (code >> 6 & 0x3f));
  }
  append(0x80 | (code & 0x3f));
}

// code_unit reads the \uXXXX at the start of `text`; nothing when none stands there.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  std::uint32_t unit = 0;
  for (const char digit : text.substr(2, 4)) unit = unit << 4 | hex_value(digit);
  return unit;
}

// unescaped takes a string, which must be one of RFC 8259, with its quotes.
std::string unescaped(std::string_view quoted) {
  constexpr std::string_view kEscaped = "bfnrt";
  constexpr std::string_view kMeant = "\b\f\n\r\t";
  std::string text;
  std::string_view rest = quoted.substr(1, quoted.size() - 2);
  while (!rest.empty()) {
    if (const auto unit = code_unit(rest)) {
      rest.remove_prefix(6);
      const auto low = code_unit(rest);
      const bool paired = *unit >> 10 == 0xd800 >> 10 && low && *low >> 10 == 0xdc00 >> 10;
      append_utf8(paired ? 0x10000 + ((*unit & 0x3ff) << 10 | (*low & 0x3ff)) : *unit, text);
      if (paired) rest.remove_prefix(6);
    } else if (rest[0] == '\\') {
      const std::size_t which = kEscaped.find(rest[1]);
      text += which == std::string_view::npos ? rest[1] : kMeant[which];
      rest.remove_prefix(2);
    } else {
      text += rest[0];
      rest.remove_prefix(1);
    }
  }
  return text;
}

// members takes what follows the opening bracket, up to the closing one.
bool members(Scanner& scanner, std::vector<JsonMember>& found) {
  if (scanner.take('}')) return true;
  do {
    const std::size_t name = scanner.at();
    if (!scanner.string()) return false;
    JsonMember member{unescaped(scanner.since(name)), {}};
    if (!scanner.structural(':')) return false;
    const std::size_t value = scanner.at();
    if (!scanner.value()) return false;
    member.value = scanner.since(value);
    found.push_back(std::move(member));
  } while (scanner.structural(','));
  return scanner.take('}');
}

}  // namespace

core::Result<std::vector<JsonMember>> json_members(std::string_view text) {
  Scanner scanner(text);
  std::vector<JsonMember> found;
  const bool is_object = scanner.structural('{') && members(scanner, found);
  if (is_object) scanner.blanks();
  if (!is_object || !scanner.at_end()) {
    return Error{Cause::kJson, static_cast<std::uint32_t>(scanner.at())};
  }
  return found;
}

std::optional<std::string> json_string(std::string_view value) {
  if (!value.starts_with('"')) return std::nullopt;
  return unescaped(value);
}

}  // namespace tb::bind
