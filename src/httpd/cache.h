// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// comes_from_cache reports whether mod_cache answers the request: with what another client got.
bool comes_from_cache(const request_rec* r);

// allow_expiry takes back what was said to mod_cache, for httpd would tell the client as well: for
// the response filter, behind mod_cache.
void allow_expiry(request_rec* r);

}  // namespace tb::httpd
