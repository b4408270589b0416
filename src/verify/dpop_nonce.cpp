// SPDX-License-Identifier: Apache-2.0
#include "verify/dpop_nonce.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "core/base64url.h"

namespace tb::verify {
namespace {

constexpr std::size_t kTimeSize = 8;
constexpr std::size_t kCodeSize = 16;
constexpr std::size_t kTextSize = 32;
using Octets = std::array<std::uint8_t, kTimeSize + kCodeSize>;

// add_code writes the authentication code of the time that stands before it.
bool add_code(Octets& octets, const ossl::Sha256& key) {
  constexpr std::string_view kPurpose = "dpop nonce";
  std::array<std::uint8_t, kPurpose.size() + kTimeSize> input{};
  std::ranges::copy(kPurpose, input.begin());
  std::copy_n(octets.begin(), kTimeSize, input.begin() + kPurpose.size());
  ossl::Sha256 code{};
  unsigned length = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), input.data(), input.size(),
           code.data(), &length) == nullptr ||
      length != code.size()) {
    return false;
  }
  std::copy_n(code.begin(), kCodeSize, octets.begin() + kTimeSize);
  return true;
}

Octets with_time(std::int64_t time) {
  Octets octets{};
  for (std::size_t i = 0; i < kTimeSize; ++i) {
    octets[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(time) >> (56 - 8 * i));
  }
  return octets;
}

}  // namespace

std::string make_dpop_nonce(const ossl::Sha256& key, std::int64_t now) {
  Octets octets = with_time(now);
  return add_code(octets, key) ? core::base64url_encode(octets) : std::string();
}

bool is_fresh_dpop_nonce(std::string_view nonce, const ossl::Sha256& key, std::int64_t now,
                         std::int64_t lifetime) {
  if (nonce.size() != kTextSize) return false;
  const auto octets = core::base64url_decode(nonce);
  if (!octets.ok() || octets.value().size() != kTimeSize + kCodeSize) return false;
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < kTimeSize; ++i) time = time << 8 | octets.value()[i];
  const auto made = static_cast<std::int64_t>(time);
  Octets expected = with_time(made);
  if (!add_code(expected, key)) return false;
  return CRYPTO_memcmp(expected.data(), octets.value().data(), expected.size()) == 0 &&
         made >= now - lifetime && made <= now + lifetime;
}

}  // namespace tb::verify
