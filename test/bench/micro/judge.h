// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include "core/base64url.h"
#include "micro/signer.h"
#include "verify/verifier_pool.h"
#include "verify/verify_message.h"

namespace tb::bench {

// Judge does what the module does with a header on the connection whose keying material is kEkm:
// text to octets, octets to a message, message to verified IDs.
class Judge {
 public:
  explicit Judge(core::KeyParameters negotiated)
      : connection_{{core::kVersion1_0, negotiated}, {}, 1} {
    std::ranges::copy(kEkm, connection_.ekm.fill().begin());
  }

  core::Result<verify::VerifiedBindings> verify(std::string_view text) {
    const auto octets = core::base64url_decode(text);
    if (!octets.ok()) return octets.error();
    const auto message = core::decode_message(octets.value());
    if (!message.ok()) return message.error();
    const auto shape = verify::check_shape(message.value(), connection_.negotiated);
    if (!shape.ok()) return shape.error();
    auto borrowed = pool_.borrow();
    if (!borrowed.ok()) return borrowed.error();
    verify::SignatureVerifier& openssl = *borrowed.value();
    return verify::verify_message(message.value(), connection_, openssl, openssl.digester());
  }

 private:
  tls::ConnectionBinding connection_;
  verify::VerifierPool pool_;
};

}  // namespace tb::bench
