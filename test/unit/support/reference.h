// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/message.h"
#include "verify/signature.h"

namespace tb::testing {

// ReferenceCheck judges a signature the plain way: it writes the key down as the DER that OpenSSL
// reads from certificates, imports it anew for every signature and lets EVP_DigestVerify hash. It
// shares nothing with the fast path but OpenSSL's mathematics. Causes are only kSignature: it is
// asked whether, not why.
class ReferenceCheck final : public verify::SignatureCheck {
 public:
  core::Result<void> check(const core::TokenBindingID& id, core::Bytes signature,
                           const core::SignedData& data) override;
};

// reference_imports says whether OpenSSL takes the key of an ID written down that way.
bool reference_imports(const core::TokenBindingID& id);

}  // namespace tb::testing
