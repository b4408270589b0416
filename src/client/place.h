// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tb::client {

// Place is where a URL leads, as libcurl understands it: the scheme in lower case, and the host in
// its ASCII form, without user, port or path. Both are empty when libcurl finds none.
struct Place {
  std::string scheme;
  std::string host;
};

Place place_of(const std::string& url);

}  // namespace tb::client
