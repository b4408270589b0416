// SPDX-License-Identifier: Apache-2.0
#include "verify/check_pool.h"

namespace tb::verify {

// The one used last comes first: its keys are the likeliest to be in the processor's cache.
std::unique_ptr<OpensslCheck> CheckPool::take_idle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<OpensslCheck> check = std::move(idle_.back());
  idle_.pop_back();
  return check;
}

core::Result<CheckPool::Lease> CheckPool::borrow() {
  if (std::unique_ptr<OpensslCheck> idle = take_idle()) return Lease(*this, std::move(idle));
  core::Result<std::unique_ptr<OpensslCheck>> made = OpensslCheck::make();
  if (!made.ok()) return made.error();
  return Lease(*this, std::move(made).value());
}

void CheckPool::put_back(std::unique_ptr<OpensslCheck> check) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(check));
}

}  // namespace tb::verify
