// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/parameters.h"

namespace tb::policy {

// What an operator can ask for, without a word of httpd. ServerSettings belong to a virtual host,
// DirectorySettings also to a directory or location.

enum class InvalidAction : std::uint8_t { reject, ignore };

struct ServerSettings {
  bool enabled = true;
  core::Supported supported;
  InvalidAction invalid_action = InvalidAction::reject;
};

// PassVar is one thing that applications may be told.
enum class PassVar : std::uint8_t {
  provided,
  referred,
  other,
  context,
  fingerprint,
  message,
  hash,
  parameters,
};

class PassSet {
 public:
  constexpr PassSet() = default;
  [[nodiscard]] constexpr PassSet with(PassVar var) const { return PassSet(bits_ | bit(var)); }
  [[nodiscard]] constexpr bool has(PassVar var) const { return (bits_ & bit(var)) != 0; }
  friend constexpr bool operator==(const PassSet&, const PassSet&) = default;

 private:
  constexpr explicit PassSet(unsigned bits) : bits_(bits) {}
  static constexpr unsigned bit(PassVar var) { return 1u << static_cast<unsigned>(var); }

  unsigned bits_ = 0;
};

enum class PassAs : std::uint8_t { both, headers, environment };

struct DirectorySettings {
  PassSet pass =
      PassSet{}.with(PassVar::provided).with(PassVar::referred).with(PassVar::fingerprint);
  PassAs pass_as = PassAs::both;

  friend bool operator==(const DirectorySettings&, const DirectorySettings&) = default;
};

}  // namespace tb::policy
