// SPDX-License-Identifier: Apache-2.0
#include "verify/recognized.h"

namespace tb::verify {

std::shared_ptr<const VerifiedBindings> RecognizedMessage::find(std::uint32_t epoch,
                                                                std::string_view text) const {
  const std::lock_guard lock(mutex_);
  return epoch == epoch_ && text == text_ ? verified_ : nullptr;
}

void RecognizedMessage::remember(std::uint32_t epoch, std::string_view text,
                                 std::shared_ptr<const VerifiedBindings> verified) {
  std::string copy(text);
  const std::lock_guard lock(mutex_);
  epoch_ = epoch;
  text_.swap(copy);
  verified_.swap(verified);
}

}  // namespace tb::verify
