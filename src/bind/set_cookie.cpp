// SPDX-License-Identifier: Apache-2.0
#include "bind/set_cookie.h"

#include <algorithm>

#include "bind/cookie_date.h"
#include "bind/cookie_header.h"
#include "core/text.h"

namespace tb::bind {
namespace {

struct Attribute {
  std::string_view name;
  std::string_view value;
};

// take_attribute takes the first attribute off a list that begins with `;`.
Attribute take_attribute(std::string_view& attributes) {
  attributes.remove_prefix(1);
  const std::size_t end = std::min(attributes.find(';'), attributes.size());
  const std::string_view text = attributes.substr(0, end);
  attributes.remove_prefix(end);
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::size_t value = std::min(equals + 1, text.size());
  return {core::trimmed(text.substr(0, equals)), core::trimmed(text.substr(value))};
}

bool is_named(const Attribute& attribute, std::string_view lower_case) {
  return std::ranges::equal(attribute.name, lower_case, {}, core::lower);
}

// positive_max_age gives nothing for a value that browsers ignore (RFC 6265 5.2.2).
std::optional<bool> positive_max_age(std::string_view value) {
  const bool negative = value.starts_with('-');
  if (negative) value.remove_prefix(1);
  if (value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  return !negative && value.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::optional<SetCookie> read_set_cookie(std::string_view field) {
  const std::size_t end = std::min(field.find(';'), field.size());
  const std::string_view pair = field.substr(0, end);
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  SetCookie cookie{.field = field,
                   .name = cookie_name(pair.substr(0, equals)),
                   .value = core::trimmed(pair.substr(equals + 1)),
                   .attributes = field.substr(end)};
  if (cookie.name.empty()) return std::nullopt;
  return cookie;
}

// Of an attribute that is repeated, the last counts (RFC 6265 5.3).
bool deletes_cookie(const SetCookie& cookie, std::chrono::sys_seconds now) {
  if (unquoted(cookie.value).empty()) return true;
  std::optional<bool> positive_age;
  std::optional<std::chrono::sys_seconds> expires;
  for (std::string_view rest = cookie.attributes; !rest.empty();) {
    const Attribute attribute = take_attribute(rest);
    if (is_named(attribute, "max-age")) {
      if (const auto age = positive_max_age(attribute.value)) positive_age = age;
    } else if (is_named(attribute, "expires")) {
      if (const auto date = parse_cookie_date(attribute.value)) expires = date;
    }
  }
  if (positive_age) return !*positive_age;
  return expires && *expires <= now;
}

std::string with_value(const SetCookie& cookie, std::string_view value) {
  const auto start = static_cast<std::size_t>(cookie.value.data() - cookie.field.data());
  std::string field(cookie.field.substr(0, start));
  field += value;
  field += cookie.field.substr(start + cookie.value.size());
  bool secure = false;
  for (std::string_view rest = cookie.attributes; !rest.empty();) {
    secure |= is_named(take_attribute(rest), "secure");
  }
  if (!secure) field += "; Secure";
  return field;
}

}  // namespace tb::bind
