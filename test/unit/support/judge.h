// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/claims.h"
#include "support/parts.h"
#include "support/reference.h"
#include "verify/signature.h"

namespace tb::testing {

// Judge asks the check under test and the plain reference about each signature, and fails the test
// when they disagree: every test of signatures is a differential test as well.
class Judge {
 public:
  core::Result<void> operator()(const Octets& id, const Octets& signature,
                                const core::SignedData& data) {
    const core::TokenBindingID decoded = value_of(core::decode_token_binding_id(id));
    const core::Result<void> verdict = check_->check(decoded, signature, data);
    ck_assert_int_eq(verdict.ok(), reference_.check(decoded, signature, data).ok());
    return verdict;
  }

 private:
  std::unique_ptr<verify::SignatureVerifier> check_ = value_of(verify::SignatureVerifier::make());
  ReferenceCheck reference_;
};

}  // namespace tb::testing
