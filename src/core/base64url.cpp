// SPDX-License-Identifier: Apache-2.0
#include "core/base64url.h"

#include <array>

namespace tb::core {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kInvalid = 0x80;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = kInvalid;
  std::uint8_t next = 0;
  for (const char character : kAlphabet) values[static_cast<std::uint8_t>(character)] = next++;
  return values;
}
constexpr auto kValues = make_values();

std::uint8_t value_of(char character) {
  return kValues[static_cast<std::uint8_t>(character)];
}

Cause why_refused(char character) {
  switch (character) {
    case '=':
      return Cause::kBase64Padding;
    case '+':
    case '/':
      return Cause::kBase64StandardAlphabet;
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      return Cause::kBase64Whitespace;
    default:
      return Cause::kBase64Alphabet;
  }
}

Error first_refused(std::string_view text) {
  std::uint32_t offset = 0;
  while (offset + 1 < text.size() && value_of(text[offset]) != kInvalid) ++offset;
  return {why_refused(text[offset]), offset};
}

std::uint8_t low_octet(std::uint32_t bits) {
  return static_cast<std::uint8_t>(bits & 0xff);
}

// decode_tail takes the two or three characters that stand for the last one or two octets.
Result<void> decode_tail(std::string_view text, std::size_t start, std::uint8_t* out) {
  const std::size_t count = text.size() - start;
  if (count == 0) return success();
  const std::uint8_t a = value_of(text[start]);
  const std::uint8_t b = value_of(text[start + 1]);
  const std::uint8_t c = count == 3 ? value_of(text[start + 2]) : std::uint8_t{0};
  if ((a | b | c) & kInvalid) return first_refused(text);
  const std::uint32_t bits =
      std::uint32_t{a} << 18 | std::uint32_t{b} << 12 | std::uint32_t{c} << 6;
  // RFC 4648 3.5: without this, several texts would stand for the same octets.
  if (bits & (count == 3 ? 0xffu : 0xffffu)) {
    return Error{Cause::kBase64UnusedBits, static_cast<std::uint32_t>(text.size() - 1)};
  }
  out[0] = low_octet(bits >> 16);
  if (count == 3) out[1] = low_octet(bits >> 8);
  return success();
}

}  // namespace

Result<std::vector<std::uint8_t>> base64url_decode(std::string_view text) {
  std::vector<std::uint8_t> octets(text.size() / 4 * 3 + (text.size() % 4 + 1) / 2);
  std::uint8_t* out = octets.data();
  const std::size_t whole = text.size() - text.size() % 4;
  std::uint8_t invalid = 0;
  for (std::size_t i = 0; i < whole; i += 4, out += 3) {
    const std::uint8_t a = value_of(text[i]);
    const std::uint8_t b = value_of(text[i + 1]);
    const std::uint8_t c = value_of(text[i + 2]);
    const std::uint8_t d = value_of(text[i + 3]);
    invalid = static_cast<std::uint8_t>(invalid | a | b | c | d);
    const std::uint32_t bits =
        std::uint32_t{a} << 18 | std::uint32_t{b} << 12 | std::uint32_t{c} << 6 | d;
    out[0] = low_octet(bits >> 16);
    out[1] = low_octet(bits >> 8);
    out[2] = low_octet(bits);
  }
  if (invalid & kInvalid) return first_refused(text);
  if (text.size() % 4 == 1) {
    if (value_of(text.back()) == kInvalid) return first_refused(text);
    return Error{Cause::kBase64Length, static_cast<std::uint32_t>(text.size() - 1)};
  }
  const Result<void> tail = decode_tail(text, whole, out);
  if (!tail.ok()) return tail.error();
  return octets;
}

std::string base64url_encode(Bytes bytes) {
  const auto character = [](std::uint32_t bits) { return kAlphabet[bits & 63]; };
  const std::size_t rest = bytes.size() % 3;
  const std::size_t whole = bytes.size() - rest;
  std::string text((bytes.size() * 4 + 2) / 3, '\0');
  char* out = text.data();
  for (std::size_t i = 0; i < whole; i += 3, out += 4) {
    const std::uint32_t bits =
        std::uint32_t{bytes[i]} << 16 | std::uint32_t{bytes[i + 1]} << 8 | bytes[i + 2];
    out[0] = character(bits >> 18);
    out[1] = character(bits >> 12);
    out[2] = character(bits >> 6);
    out[3] = character(bits);
  }
  if (rest == 0) return text;
  const std::uint32_t second = rest == 2 ? bytes[whole + 1] : 0U;
  const std::uint32_t bits = std::uint32_t{bytes[whole]} << 16 | second << 8;
  out[0] = character(bits >> 18);
  out[1] = character(bits >> 12);
  if (rest == 2) out[2] = character(bits >> 6);
  return text;
}

}  // namespace tb::core
