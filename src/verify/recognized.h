// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "verify/verified_bindings.h"

namespace tb::verify {

// RecognizedMessage remembers the last message that verified on one connection in one handshake's
// epoch, since clients repeat their header with every request. It compares whole texts, never
// hashes, and is never shared between connections: a signature holds for one EKM only. Safe to use
// from the worker threads of HTTP/2.
class RecognizedMessage {
 public:
  // find returns what `text` verified as in this epoch, or null. No allocation.
  [[nodiscard]] std::shared_ptr<const VerifiedBindings> find(std::uint32_t epoch,
                                                             std::string_view text) const;
  // remember replaces what was remembered.
  void remember(std::uint32_t epoch, std::string_view text,
                std::shared_ptr<const VerifiedBindings> verified);

 private:
  mutable std::mutex mutex_;
  std::uint32_t epoch_ = 0;
  std::string text_;
  std::shared_ptr<const VerifiedBindings> verified_;
};

}  // namespace tb::verify
