// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"

namespace tb::cli {

// read_argument returns the text itself, or for "@FILE" that file's content and for "@-" (and "-")
// what stands on standard input. Nothing, with a word on stderr, when it cannot be read.
std::optional<std::string> read_argument(std::string_view argument);

// parse_hex reads pairs of hexadecimal digits; nothing when there is anything else.
std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text);
std::string to_hex(core::Bytes octets);

}  // namespace tb::cli
