// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "bind/bound_cookies.h"
#include "httpd/module.h"

namespace tb::httpd {

// request_cookie_rules are those for a request's Cookie field; nothing where no cookie is bound.
std::optional<bind::CookieRules> request_cookie_rules(const request_rec* r);

// response_cookie_rules are those for its response: of the directory that answers and of those that
// an internal redirect left, since an error page may carry the application's cookies.
std::optional<bind::CookieRules> response_cookie_rules(const request_rec* r);

}  // namespace tb::httpd
