// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// opened_cookies reports whether a sealed cookie of the request was opened, here or before an
// internal redirect: its Cookie field may have the value.
bool opened_cookies(const request_rec* r);

}  // namespace tb::httpd
