// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace tb::bind {

// parse_cookie_date reads the Expires attribute as a browser does (RFC 6265 5.1.1): day of month,
// month, year and time in any order, anything else passed over. Nothing when one of them is
// missing or out of range.
std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text);

}  // namespace tb::bind
