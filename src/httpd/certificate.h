// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/request.h"

namespace tb::httpd {

// certificate_fingerprint gives base64url(SHA-256(DER)) of the certificate that the client has
// presented by now (the x5t#S256 of RFC 8705 3.1), or null. It lives as long as the request.
const char* certificate_fingerprint(request_rec* r);

void register_certificate_hooks(apr_pool_t* pool);

}  // namespace tb::httpd
