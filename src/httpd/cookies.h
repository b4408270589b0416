// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// seal_response_cookies seals what the response sets, by the rules of the directory that answers
// and of those that an internal redirect left. For the response filter, once a response.
void seal_response_cookies(request_rec* r);

// remove_trailer_cookies removes Set-Cookie from trailers where cookies are bound: no client takes
// it from there (RFC 9110 6.5.1), and none shall get it unsealed.
void remove_trailer_cookies(request_rec* r);

void register_cookie_hooks(apr_pool_t* pool);

}  // namespace tb::httpd
