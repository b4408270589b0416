// SPDX-License-Identifier: Apache-2.0
#include "bind/json.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;

// too_deep_at finds the bracket that opens one level too many. Whether the brackets match is for
// the parser to say; it recurses, and this is what keeps its stack small.
std::optional<std::uint32_t> too_deep_at(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char character = text[i];
    if (in_string) {
      if (character == '\\') {
        ++i;
      } else if (character == '"') {
        in_string = false;
      }
    } else if (character == '"') {
      in_string = true;
    } else if (character == '{' || character == '[') {
      if (++depth > kMaxJsonDepth) return static_cast<std::uint32_t>(i);
    } else if ((character == '}' || character == ']') && depth > 0) {
      --depth;
    }
  }
  return std::nullopt;
}

int append(const char* piece, std::size_t size, void* text) {
  static_cast<std::string*>(text)->append(piece, size);
  return 0;
}

}  // namespace

core::Result<Owned<json_t>> parse_object(std::string_view text, std::size_t max_size) {
  if (text.size() > max_size) return Error{Cause::kJson, static_cast<std::uint32_t>(max_size)};
  if (const auto offset = too_deep_at(text)) return Error{Cause::kJson, *offset};
  json_error_t fault{};
  Owned<json_t> value(json_loadb(text.data(), text.size(), JSON_ALLOW_NUL, &fault));
  if (!value) return Error{Cause::kJson, static_cast<std::uint32_t>(fault.position)};
  if (!json_is_object(value.get())) return Error{Cause::kJson, 0};
  return value;
}

std::string to_text(const json_t* value, std::size_t flags) {
  std::string text;
  json_dump_callback(value, append, &text, flags | JSON_PRESERVE_ORDER);
  return text;
}

std::optional<std::string_view> member_text(const json_t* object, const char* name) {
  const json_t* member = json_object_get(object, name);
  if (!json_is_string(member)) return std::nullopt;
  return std::string_view(json_string_value(member), json_string_length(member));
}

std::string octets_to_utf8(std::string_view octets) {
  std::string utf8;
  utf8.reserve(octets.size());
  for (const char character : octets) {
    const auto octet = static_cast<unsigned char>(character);
    if (octet < 0x80) {
      utf8 += character;
    } else {
      utf8 += static_cast<char>(0xc0 | octet >> 6);
      utf8 += static_cast<char>(0x80 | (octet & 0x3f));
    }
  }
  return utf8;
}

std::optional<std::string> utf8_to_octets(std::string_view utf8) {
  std::string octets;
  octets.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead < 0x80) {
      octets += utf8[i];
      continue;
    }
    // U+0080 to U+00FF are two octets that begin with c2 or c3.
    if ((lead != 0xc2 && lead != 0xc3) || ++i == utf8.size()) return std::nullopt;
    const auto trail = static_cast<unsigned char>(utf8[i]);
    if ((trail & 0xc0) != 0x80) return std::nullopt;
    octets += static_cast<char>((lead & 0x03) << 6 | (trail & 0x3f));
  }
  return octets;
}

}  // namespace tb::bind
