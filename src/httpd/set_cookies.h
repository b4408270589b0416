// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// seal_response_cookies seals what the response sets, by response_cookie_rules, and removes
// Set-Cookie2. Where cookies are bound to devices it adds the cookies that are bound only now, and
// the field that asks a browser to register a key. For the response filter, once a response.
void seal_response_cookies(request_rec* r);

// remove_trailer_cookies removes Set-Cookie from trailers where cookies are bound: no client takes
// it from there (RFC 9110 6.5.1), and none shall get it unsealed.
void remove_trailer_cookies(const request_rec* r);

}  // namespace tb::httpd
