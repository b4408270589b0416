// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "httpd/module.h"
#include "verify/proved_key.h"

namespace tb::httpd {

// proved_certificate returns the key of the certificate that the client has presented by now, or
// nothing; nothing for a trusted proxy either.
std::optional<verify::ProvedKey> proved_certificate(request_rec* r);

}  // namespace tb::httpd
