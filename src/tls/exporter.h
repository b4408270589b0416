// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include "core/result.h"
#include "core/types.h"
#include "ossl/secret.h"

namespace tb::tls {

// Ekm is the exported keying material of one handshake (RFC 8471 3.3): 32 octets that both ends
// know and nobody else.
using Ekm = ossl::Secret<core::kEkmSize>;

// export_ekm asks a connection whose handshake has just completed for its keying material.
core::Result<Ekm> export_ekm(SSL* ssl);

}  // namespace tb::tls
