// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tb::cli {

// printable makes text from elsewhere (a server, a file's name) fit for terminals and for JSON: it
// writes control characters, but for a tab, and octets that are no UTF-8 as \xNN.
std::string printable(std::string_view text);

}  // namespace tb::cli
