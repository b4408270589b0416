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

bool same_word(std::string_view text, std::string_view word) {
  return std::ranges::equal(text, word, {}, core::lower);
}

bool all_zeros(std::string_view text) {
  return !text.empty() && text.find_first_not_of('0') == std::string_view::npos;
}

// A date has its year as four digits, or as the last two of dd-Mon-yy.
bool has_year_before_2000(std::string_view date) {
  for (std::size_t i = 0; i + 3 < date.size(); ++i) {
    constexpr std::string_view kDigits = "0123456789";
    if (date.substr(i, 2) == "19" && kDigits.find(date[i + 2]) != kDigits.npos &&
        kDigits.find(date[i + 3]) != kDigits.npos) {
      return true;
    }
  }
  return date.find("-70 ") != std::string_view::npos;
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

bool is_deletion(const SetCookie& cookie) {
  std::optional<bool> by_age;
  bool by_date = false;
  for (std::string_view rest = cookie.attributes; !rest.empty();) {
    const std::string_view text = rest.substr(1, std::min(rest.find(';', 1), rest.size()) - 1);
    const std::string_view name = take_attribute(rest);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view value = core::trimmed(text.substr(equals + 1));
    if (same_word(name, "max-age")) by_age = value.starts_with('-') || all_zeros(value);
    if (same_word(name, "expires")) by_date = has_year_before_2000(value);
  }
  return by_age.value_or(by_date);
}

std::string with_value(const SetCookie& cookie, std::string_view value) {
  std::string field(cookie.name);
  (field += '=') += value;
  field += cookie.attributes;
  bool secure = false;
  for (std::string_view rest = cookie.attributes; !rest.empty();) {
    secure |= same_word(take_attribute(rest), "secure");
  }
  if (!secure) field += "; Secure";
  return field;
}

}  // namespace tb::bind
