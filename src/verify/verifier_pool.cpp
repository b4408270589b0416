// SPDX-License-Identifier: Apache-2.0
#include "verify/verifier_pool.h"

namespace tb::verify {

// The one used last is lent first: its keys are the most likely to be in the processor's cache.
std::unique_ptr<SignatureVerifier> VerifierPool::take_idle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<SignatureVerifier> check = std::move(idle_.back());
  idle_.pop_back();
  return check;
}

core::Result<VerifierPool::Lease> VerifierPool::borrow() {
  if (std::unique_ptr<SignatureVerifier> idle = take_idle()) return Lease(*this, std::move(idle));
  core::Result<std::unique_ptr<SignatureVerifier>> made = SignatureVerifier::make();
  if (!made.ok()) return made.error();
  return Lease(*this, std::move(made).value());
}

void VerifierPool::put_back(std::unique_ptr<SignatureVerifier> check) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(check));
}

}  // namespace tb::verify
