// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "policy/settings.h"
#include "verify/verified_bindings.h"

namespace tb::policy {

// ExportName is one value that applications may get.
enum class ExportName : std::uint8_t {
  provided,
  referred,
  other,
  context,
  fingerprint,
  provided_hash,
  referred_hash,
  version,
  key_parameters,
};
inline constexpr std::size_t kExportNames = 9;

// header_name gives the request header that carries a value to backends: a string literal.
const char* header_name(ExportName name);

// Export has a value that ends with a NUL and lives as long as what it was taken from.
struct Export {
  ExportName name{};
  const char* value = nullptr;
};

// Exports is the list of values for one request.
class Exports {
 public:
  void add(ExportName name, const char* value) { all_[count_++] = {name, value}; }
  [[nodiscard]] std::span<const Export> items() const& { return {all_.data(), count_}; }
  std::span<const Export> items() const&& = delete;  // it would point into what has died

 private:
  std::array<Export, kExportNames> all_{};
  std::size_t count_ = 0;
};

// NegotiatedText is what the connection negotiated, in words.
struct NegotiatedText {
  const char* version;
  const char* key_parameters;
  const char* context;  // base64url of core::Context
};

// exports_of chooses, from IDs that were verified, what `pass` lets through. `connection` is
// absent for IDs that a trusted proxy asserted.
Exports exports_of(const verify::VerifiedBindings& verified,
                   const std::optional<NegotiatedText>& connection, PassSet pass);

}  // namespace tb::policy
