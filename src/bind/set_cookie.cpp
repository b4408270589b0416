// SPDX-License-Identifier: Apache-2.0
#include "bind/set_cookie.h"

#include <algorithm>

#include "core/text.h"

namespace tb::bind {
namespace {

// take_attribute takes the first attribute off a list that begins with `;`, and gives its name.
std::string_view take_attribute(std::string_view& attributes) {
  attributes.remove_prefix(1);
  const std::size_t end = std::min(attributes.find(';'), attributes.size());
  const std::string_view text = attributes.substr(0, end);
  attributes.remove_prefix(end);
  return core::trimmed(text.substr(0, text.find('=')));
}

bool begins_bound(std::string_view text, const CookieNames& names) {
  const std::size_t end = text.find_first_of("=;,");
  return end != std::string_view::npos && text[end] == '=' &&
         !names.find(core::trimmed(text.substr(0, end))).empty();
}

}  // namespace

std::optional<SetCookie> read_set_cookie(std::string_view field) {
  const std::size_t end = std::min(field.find(';'), field.size());
  const std::string_view pair = field.substr(0, end);
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  SetCookie cookie{.field = field,
                   .name = core::trimmed(pair.substr(0, equals)),
                   .value = core::trimmed(pair.substr(equals + 1)),
                   .attributes = field.substr(end)};
  if (cookie.name.empty()) return std::nullopt;
  return cookie;
}

std::vector<std::string_view> unfolded(std::string_view field, const CookieNames& names) {
  std::vector<std::string_view> fields;
  const auto first_comma = [&] {
    return field.find(',',
                      begins_bound(field, names) ? std::min(field.find(';'), field.size()) : 0);
  };
  for (std::size_t comma = first_comma(); comma != std::string_view::npos;) {
    if (!begins_bound(field.substr(comma + 1), names)) {
      comma = field.find(',', comma + 1);
      continue;
    }
    fields.push_back(core::trimmed(field.substr(0, comma)));
    field = core::trimmed(field.substr(comma + 1));
    comma = first_comma();
  }
  fields.push_back(field);
  return fields;
}

std::string with_value(const SetCookie& cookie, std::string_view value) {
  const auto start = static_cast<std::size_t>(cookie.value.data() - cookie.field.data());
  std::string field(cookie.field.substr(0, start));
  field += value;
  field += cookie.field.substr(start + cookie.value.size());
  bool secure = false;
  for (std::string_view rest = cookie.attributes; !rest.empty();) {
    secure |= std::ranges::equal(take_attribute(rest), std::string_view("secure"), {}, core::lower);
  }
  if (!secure) field += "; Secure";
  return field;
}

}  // namespace tb::bind
