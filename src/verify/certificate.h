// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/result.h"
#include "verify/proved_key.h"

namespace tb::verify {

// proved_certificate returns the key of a TLS client certificate, given as PEM, whose possession
// the handshake proved: its hash is x5t#S256 (RFC 8705 3.1). Errors: kPublicKey for a text that is
// no certificate, kLibrary.
core::Result<ProvedKey> proved_certificate(std::string_view pem);

}  // namespace tb::verify
