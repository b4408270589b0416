// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bind/owned.h"

namespace tb::bind {

// The protected header of a sealed cookie (RFC 7516 4) is
// {"typ":"tb-cookie","alg":"dir","enc":"A256GCM","kid":"..."}. Its `typ` tells it from every other
// JWE that an application may keep in a cookie.

// make_jwe_header gives that header, `typ` first; null when memory is short.
Owned<json_t> make_jwe_header(const std::string& kid);

// read_jwe_header gives the kid in the header of a value that claims to be a sealed cookie, and
// nothing for any other value; an empty kid when what else the header says is not what is sealed
// here. A value that does not even begin like one costs a comparison, others the parsing of at most
// 384 octets of JSON.
std::optional<std::string> read_jwe_header(std::string_view value);

}  // namespace tb::bind
