// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tb::policy {

// ExportName is one value that applications may get.
enum class ExportName : std::uint8_t {
  provided,
  referred,
  other,
  context,
  fingerprint,
  message,
  status,
  version,
  key_parameters,
  provided_hash,
  referred_hash,
  proof,
  device_hash,
  dpop_hash,
  kCount
};
inline constexpr std::size_t kExports = static_cast<std::size_t>(ExportName::kCount);

// ExportRow holds everything about one value except how to compute it: its word in
// TokenBindingPassVar, the request header that carries it to backends, its environment
// variable, whether that variable is set whatever TokenBindingPassVar says, and whether it is
// passed by default. Directives, scrubbing, exposure, the response's hygiene and the check of
// chosen names read this table alone.
struct ExportRow {
  ExportName name;
  const char* word;      // null: never a header; several values may share one
  const char* header;    // null: never a header
  const char* variable;  // null: never a variable
  bool always_variable;  // TOKEN_BINDING_*: for logs, rewriting and expressions
  bool by_default;
};

// export_rows returns one row a value, in the order of ExportName. Literals.
std::span<const ExportRow> export_rows();

inline const ExportRow& row_of(ExportName name) {
  return export_rows()[static_cast<std::size_t>(name)];
}

// PassSet is what TokenBindingPassVar lets through.
class PassSet {
 public:
  constexpr PassSet() = default;
  [[nodiscard]] constexpr PassSet with(ExportName name) const { return PassSet(bits_ | bit(name)); }
  [[nodiscard]] constexpr bool has(ExportName name) const { return (bits_ & bit(name)) != 0; }
  friend constexpr bool operator==(const PassSet&, const PassSet&) = default;

 private:
  constexpr explicit PassSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t bit(ExportName name) {
    return std::uint32_t{1} << static_cast<unsigned>(name);
  }

  std::uint32_t bits_ = 0;
};

// default_pass_set returns what applications get where TokenBindingPassVar is not set.
PassSet default_pass_set();

// add_word adds all values of one word of TokenBindingPassVar, read without regard to case. It
// returns false, and changes nothing, for a word that no value has.
bool add_word(PassSet& pass, const char* word);

}  // namespace tb::policy
