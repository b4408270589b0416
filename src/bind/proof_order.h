// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "verify/proofs.h"

namespace tb::bind {

// ProofOrder holds the kinds of proof to which cookies are sealed, the preferred first; Token
// Binding alone unless another is written.
class ProofOrder {
 public:
  constexpr ProofOrder() = default;

  static constexpr ProofOrder empty() {
    ProofOrder order;
    order.size_ = 0;
    return order;
  }
  // add returns false for a kind that is there, and for one to which no cookie can be sealed.
  [[nodiscard]] constexpr bool add(verify::ProofKind kind) {
    if (kind == verify::ProofKind::dpop || has(kind) || size_ == kinds_.size()) return false;
    kinds_[size_++] = kind;
    return true;
  }
  [[nodiscard]] constexpr bool has(verify::ProofKind kind) const {
    return std::find(begin(), end(), kind) != end();
  }
  [[nodiscard]] constexpr const verify::ProofKind* begin() const { return kinds_.data(); }
  [[nodiscard]] constexpr const verify::ProofKind* end() const { return kinds_.data() + size_; }

  friend constexpr bool operator==(const ProofOrder&, const ProofOrder&) = default;

 private:
  std::array<verify::ProofKind, 3> kinds_{};  // token_binding is the first of all kinds
  std::size_t size_ = 1;
};

}  // namespace tb::bind
