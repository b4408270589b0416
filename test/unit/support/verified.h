// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/base64url.h"
#include "support/claims.h"
#include "support/parts.h"
#include "verify/asserted.h"

namespace tb::testing {

// id_text is the base64url form of the ecdsap256 ID of the key NAME.
inline std::string id_text(const std::string& name) {
  return core::base64url_encode(PrivateKey::load(name).id(core::KeyParameters::ecdsap256));
}

// verified_with gives VerifiedBindings, however they came about, whose provided ID is that key's.
inline std::shared_ptr<const verify::VerifiedBindings> verified_with(const std::string& name) {
  ossl::Digester digester = value_of(ossl::Digester::make());
  const std::string text = id_text(name);
  return std::make_shared<const verify::VerifiedBindings>(
      value_of(verify::accept_asserted({.provided = text, .referred = {}, .other = {}}, digester)));
}

}  // namespace tb::testing
