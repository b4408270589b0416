// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace tb::verify {

// id_hash returns base64url(SHA-256(id)) of a TokenBindingID's octets: the `tbh` by which a token
// names the key it is bound to (43 characters). It fails only when the library does.
core::Result<std::string> id_hash(core::Bytes id);

}  // namespace tb::verify
