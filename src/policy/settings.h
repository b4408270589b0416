// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/parameters.h"
#include "policy/exports.h"

namespace tb::policy {

// What an operator can configure, independent of httpd. ServerSettings belong to a virtual host,
// DirectorySettings also to a directory or location.

enum class InvalidAction : std::uint8_t { reject, ignore };

struct ServerSettings {
  bool enabled = true;
  core::Supported supported;
  InvalidAction invalid_action = InvalidAction::reject;
};

enum class PassAs : std::uint8_t { both, headers, environment };

struct DirectorySettings {
  PassSet pass = default_pass_set();
  PassAs pass_as = PassAs::both;

  friend bool operator==(const DirectorySettings&, const DirectorySettings&) = default;
};

}  // namespace tb::policy
