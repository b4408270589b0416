// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/request.h"

namespace tb::httpd {

// tell_refusal counts and logs, when a response is about to be sent, that it is a refusal for which
// `Require token-binding` was asked.
void tell_refusal(request_rec* r, const Request& request);

void register_authz(apr_pool_t* pool);

}  // namespace tb::httpd
