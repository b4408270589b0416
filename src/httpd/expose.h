// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/request.h"

namespace tb::httpd {

// expose gives applications what the settings of the request's directory let through, in place of
// what an earlier call for another directory gave them.
void expose(request_rec* r, Request& request);

// expose_fingerprint adds the client certificate's fingerprint, once request.fingerprint is known.
void expose_fingerprint(request_rec* r, const Request& request);

// forget_variable removes an environment variable that an earlier look at the request may have
// left: at the page of which this is a subrequest, or before internal redirects, each of which put
// REDIRECT_ before its name.
void forget_variable(request_rec* r, const char* name);

void register_expose_hooks(apr_pool_t* pool);

}  // namespace tb::httpd
