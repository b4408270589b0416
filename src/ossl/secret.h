// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/crypto.h>

#include <array>
#include <cstdint>
#include <span>

namespace tb::ossl {

// Secret holds N octets and wipes them when it dies.
template <std::size_t N>
class Secret {
 public:
  Secret() = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { OPENSSL_cleanse(octets_.data(), N); }

  [[nodiscard]] std::span<const std::uint8_t, N> view() const { return octets_; }
  [[nodiscard]] std::span<std::uint8_t, N> fill() { return octets_; }

 private:
  std::array<std::uint8_t, N> octets_{};
};

}  // namespace tb::ossl
