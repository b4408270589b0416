// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "client/key_store.h"
#include "core/parameters.h"

namespace tb::client {

// Keyring decides which key signs for which host, and keeps each key it has used. For one thread.
class Keyring {
 public:
  // in_store takes keys from a store and makes there what is missing.
  static Keyring in_store(KeyStore store);
  // fixed uses one key for every host; whoever asks for that takes care whom it meets.
  static Keyring fixed(prove::Key key);
  // ephemeral makes a key a scope and forgets it (RFC 8471 7.3).
  static Keyring ephemeral();

  // usable drops the key parameters that a fixed key cannot serve from an offer.
  [[nodiscard]] core::KeyParametersList usable(const core::KeyParametersList& offer) const;
  // key_for errs as the store does; kFileContent when the host's name cannot be a file's.
  core::Result<prove::Key> key_for(std::string_view host, core::KeyParameters key_parameters);

 private:
  core::Result<prove::Key> find_or_make(const std::string& scope,
                                        core::KeyParameters key_parameters);

  std::optional<KeyStore> store_;
  std::optional<prove::Key> fixed_;
  std::map<std::pair<std::string, core::KeyParameters>, prove::Key> used_;
};

}  // namespace tb::client
