// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bind/cookie_names.h"

namespace tb::bind {

// SetCookie is a Set-Cookie header field, read as a browser does (RFC 6265 5.2): views into it.
// `value` is as it stands there, quotes included; `attributes` begins with the first `;`.
struct SetCookie {
  std::string_view field;
  std::string_view name;
  std::string_view value;
  std::string_view attributes;
};

// read_set_cookie gives nothing for a field that sets no cookie, since it names none.
std::optional<SetCookie> read_set_cookie(std::string_view field);

// unfolded gives the fields of which a server or backend made one with commas, which no browser and
// some other clients take apart: a bound cookie begins behind a comma of an attribute, or of the
// value of a cookie that is not bound. Every other comma stays where it is.
std::vector<std::string_view> unfolded(std::string_view field, const CookieNames& names);

// is_deletion returns whether a browser drops the cookie at once: its Max-Age is not above zero, or
// it has none and Expires names a year before 2000, as everybody writes who deletes.
bool is_deletion(const SetCookie& cookie);

// with_value gives the field with another value and with the Secure attribute, which is added
// unless it is there; every other octet stays.
std::string with_value(const SetCookie& cookie, std::string_view value);

}  // namespace tb::bind
