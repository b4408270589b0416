// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "prove/key.h"

namespace tb::prove {

// Signer is a key with the key parameters under which it was negotiated on a connection.
struct Signer {
  Key key;
  core::KeyParameters key_parameters{};
};

// make_message makes the value of a Sec-Token-Binding field: a provided binding and, when the
// previous response asked for it, a referred one. Both sign the keying material of the connection
// on which the message travels (RFC 8471 4.1).
core::Result<std::string> make_message(const Signer& provided,
                                       const std::optional<Signer>& referred, EkmView ekm);

}  // namespace tb::prove
