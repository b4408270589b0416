// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bind/cookie_keys.h"
#include "httpd/module.h"

namespace tb::httpd {

// CookieKeyFile is what a key file held, or a sentence on what is wrong with it and what to do;
// and, where it can be used, a sentence on what is doubtful about it, or null.
struct CookieKeyFile {
  const bind::CookieKeys* keys = nullptr;
  const char* fault = nullptr;
  const char* doubt = nullptr;
};

// read_cookie_keys reads a JWK Set from a file that only its owner and group may read and only its
// owner write. The keys live as long as `pool`, and their text is wiped.
CookieKeyFile read_cookie_keys(apr_pool_t* pool, const char* path);

}  // namespace tb::httpd
