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

// verified_with gives VerifiedBindings, however they came about, with the IDs of those keys;
// `other` is the value of a Sec-Other-Token-Binding-ID field.
inline std::shared_ptr<const verify::VerifiedBindings> verified_with(
    const std::string& provided, const std::string& referred = {}, const std::string& other = {}) {
  ossl::Digester digester = value_of(ossl::Digester::make());
  const std::string provided_text = id_text(provided);
  const std::string referred_text = referred.empty() ? std::string() : id_text(referred);
  verify::AssertedFields fields;
  fields.provided = provided_text;
  if (!referred.empty()) fields.referred = referred_text;
  if (!other.empty()) fields.other = other;
  return std::make_shared<const verify::VerifiedBindings>(
      value_of(verify::accept_asserted(fields, digester)));
}

}  // namespace tb::testing
