// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/crypto.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tb::ossl {

// Secret holds N octets and wipes them when it is destroyed.
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

// SecretText is text of any length that is wiped when it is destroyed. It can be moved, not copied.
class SecretText {
 public:
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  SecretText(SecretText&&) = default;
  SecretText& operator=(SecretText&&) = delete;
  ~SecretText() { OPENSSL_cleanse(text_.data(), text_.size()); }

  [[nodiscard]] std::string_view view() const { return text_; }
  [[nodiscard]] char* fill() { return text_.data(); }
  // shorten leaves the first `size` characters; those behind them must not have been secret.
  void shorten(std::size_t size) { text_.resize(size); }

 private:
  std::string text_;
};

}  // namespace tb::ossl
