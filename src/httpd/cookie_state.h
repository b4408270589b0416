// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bind/request_cookies.h"

namespace tb::httpd {

// CookieStatus is the value of TOKEN_BINDING_COOKIE_STATUS, the worst last: of several cookies the
// worst one counts.
enum class CookieStatus : std::uint8_t { none, opened, unsealed, refused };

// CookieState is what has become of a request's cookies, and what its response inherits of them.
struct CookieState {
  bind::RequestCookies cookies;
  CookieStatus status = CookieStatus::none;
  bool any_opened = false;
  std::vector<std::string> pieces{};
  bind::Succession succession;
};

}  // namespace tb::httpd
