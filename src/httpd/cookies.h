// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "httpd/module.h"

namespace tb::httpd {

// opened_cookies reports whether a sealed cookie of the request was opened, here or before an
// internal redirect: its Cookie field may have the value.
bool opened_cookies(const request_rec* r);

// pieces_sent returns the names of the pieces of long seals that the request brought.
std::vector<std::string> pieces_sent(const request_rec* r);

}  // namespace tb::httpd
