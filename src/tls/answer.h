// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <optional>

#include "core/parameters.h"
#include "core/result.h"

namespace tb::tls {

// What a client makes of the extension in a server's answer (RFC 8472 4), for tokbind and for
// httpd as a proxy.

inline constexpr int kExtendedMasterSecret = 23;  // RFC 7627 5.1

// judge_answer returns what was agreed on, nothing where the server chose a version below the
// client's lowest, and an error where the handshake must end. SSL_get_extms_support does not answer
// during a handshake, so the caller notes what the ServerHello held.
core::Result<std::optional<core::Negotiated>> judge_answer(SSL* ssl, core::Bytes extension_data,
                                                           const core::Supported& offered,
                                                           bool server_has_extended_master_secret);

// alert_for returns the TLS alert with which the handshake ends for this error of judge_answer.
int alert_for(core::Cause cause);

}  // namespace tb::tls
