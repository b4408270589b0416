// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "bind/bound_cookies.h"
#include "httpd/module.h"

namespace tb::httpd {

// request_cookie_rules are those for a request's Cookie field; nothing where no cookie is bound.
std::optional<bind::CookieRules> request_cookie_rules(const request_rec* r);

// location_cookie_rules are what <Location> sections say of the request's URL as a servlet
// container maps it, without any path parameters; for a request whose sections httpd has not
// merged.
std::optional<bind::CookieRules> location_cookie_rules(request_rec* r);

// response_cookie_rules are those for its response: of the directory that answers and of those that
// an internal redirect left, since an error page may carry the application's cookies.
std::optional<bind::CookieRules> response_cookie_rules(const request_rec* r);

}  // namespace tb::httpd
