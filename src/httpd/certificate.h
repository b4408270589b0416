// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/request.h"

namespace tb::httpd {

// certificate_fingerprint gives base64url(SHA-256(DER)) of the certificate that the client has
// presented by now (the x5t#S256 of RFC 8705 3.1), or null; null also for a trusted proxy. It lives
// as long as `pool`.
const char* certificate_fingerprint(request_rec* r, apr_pool_t* pool);

void register_certificate_hooks(apr_pool_t* pool);

}  // namespace tb::httpd
