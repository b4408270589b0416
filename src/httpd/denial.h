// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// log_denial counts and logs, when a response is about to be sent, that it is a refusal for which a
// `Require` of this module was asked.
void log_denial(request_rec* r);

}  // namespace tb::httpd
