// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

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

// deletes_cookie says whether a browser forgets the cookie at once: its value is empty, or its
// Max-Age is not positive, or without a Max-Age its Expires has passed.
bool deletes_cookie(const SetCookie& cookie, std::chrono::sys_seconds now);

// with_value gives the field with another value and with the Secure attribute, which is added
// unless it is there; every other octet stays.
std::string with_value(const SetCookie& cookie, std::string_view value);

}  // namespace tb::bind
