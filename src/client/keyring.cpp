// SPDX-License-Identifier: Apache-2.0
#include "client/keyring.h"

#include "client/key_scope.h"

namespace tb::client {

Keyring Keyring::in_store(KeyStore store) {
  Keyring keyring;
  keyring.store_ = std::move(store);
  return keyring;
}

Keyring Keyring::fixed(prove::Key key) {
  Keyring keyring;
  keyring.fixed_ = std::move(key);
  return keyring;
}

Keyring Keyring::ephemeral() {
  return {};
}

core::KeyParametersList Keyring::usable(const core::KeyParametersList& offer) const {
  if (!fixed_) return offer;
  core::KeyParametersList fitting;
  for (const core::KeyParameters item : offer.items()) {
    if (fixed_->fits(item)) fitting.add(item);
  }
  return fitting;
}

core::Result<prove::Key> Keyring::find_or_make(const std::string& scope,
                                               core::KeyParameters key_parameters) {
  const auto place = std::make_pair(scope, key_parameters);
  if (const auto found = used_.find(place); found != used_.end()) return found->second;
  core::Result<prove::Key> key =
      store_ ? store_->load_or_make(scope, key_parameters) : prove::Key::generate(key_parameters);
  if (key.ok()) used_.emplace(place, key.value());
  return key;
}

core::Result<prove::Key> Keyring::key_for(std::string_view host,
                                          core::KeyParameters key_parameters) {
  if (fixed_) return *fixed_;
  const std::string scope = key_scope(host);
  if (scope.empty()) return core::Error{core::Cause::kFileContent};
  return find_or_make(scope, key_parameters);
}

}  // namespace tb::client
