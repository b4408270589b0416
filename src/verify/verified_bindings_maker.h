// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "ossl/digest.h"
#include "verify/verified_bindings.h"

namespace tb::verify {

// VerifiedBindingsMaker gathers IDs one by one after each has been judged. Private to verify/: no
// other room includes this header.
class VerifiedBindingsMaker {
 public:
  VerifiedBindingsMaker(Origin origin, ossl::Digester& digester) : digester_(digester) {
    made_.origin_ = origin;
  }
  core::Result<void> add(core::BindingType type, core::Bytes id);
  [[nodiscard]] VerifiedBindings take() && { return std::move(made_); }

 private:
  VerifiedBindings made_;
  ossl::Digester& digester_;
};

}  // namespace tb::verify
