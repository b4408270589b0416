// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace tb::core {

// base64url_decode returns the octets that `text` encodes (RFC 4648 5, without padding). It rejects
// every text except the canonical one: encoding the result returns `text` again. An empty text
// decodes to no octets. Errors name the offending character's offset.
Result<std::vector<std::uint8_t>> base64url_decode(std::string_view text);

// base64url_encode returns the canonical text of any octets, without padding.
std::string base64url_encode(Bytes bytes);

}  // namespace tb::core
