// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// remove_response_sessions removes path parameters with the name of a bound cookie from Location,
// Content-Location and Refresh: the client has its session in the cookie, or is to have none.
void remove_response_sessions(const request_rec* r);

}  // namespace tb::httpd
