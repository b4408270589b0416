// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/message.h"
#include "core/result.h"
#include "ossl/digest.h"
#include "tls/connection_binding.h"
#include "verify/signature.h"
#include "verify/verified_bindings.h"

namespace tb::verify {

// check_shape checks, before any cryptography, what a message sent on a connection must contain
// (RFC 8473 2): one provided binding with the negotiated key parameters, which are known ones, and
// at most one referred.
core::Result<void> check_shape(const core::TokenBindingMessage& message,
                               const core::Negotiated& negotiated);

// verify_message judges a message against the connection it came on. One bad signature refuses all
// of it (RFC 8471 4.2). Bindings with unknown key parameters cannot be verified and are left
// out (RFC 8473 5.4). Errors carry the offset of the TokenBinding at fault.
core::Result<VerifiedBindings> verify_message(const core::TokenBindingMessage& message,
                                              const tls::ConnectionBinding& connection,
                                              SignatureCheck& check, ossl::Digester& digester);

}  // namespace tb::verify
