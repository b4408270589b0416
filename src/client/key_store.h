// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/key.h"

namespace tb::client {

// StoredKey is one file of a KeyStore.
struct StoredKey {
  std::string scope;
  core::KeyParameters key_parameters{};
  std::filesystem::path path;
  std::time_t made = 0;
};

// KeyStore is a folder (0700) with one private key (0600) a scope and key parameters, in files
// named SCOPE.KEY_PARAMETERS.pem. It refuses files and folders that others may read. Keys in files
// are of test grade: RFC 8471 7.1 wants keys that cannot be exported, which from_uri can give.
//
// Errors: kFileAccess with errno as its offset, kFilePermissions, kFileContent.
class KeyStore {
 public:
  // An empty folder, as default_folder gives without a home, fails every call with ENOENT.
  explicit KeyStore(const std::filesystem::path& folder);
  // default_folder is tokbind/ under XDG_DATA_HOME or ~/.local/share; empty without a home.
  static std::filesystem::path default_folder();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path path_of(std::string_view scope,
                                              core::KeyParameters key_parameters) const;

  // load_or_make makes the key that is not there yet. When two processes do so at once, both end
  // up with the same key.
  [[nodiscard]] core::Result<prove::Key> load_or_make(std::string_view scope,
                                                      core::KeyParameters key_parameters) const;
  [[nodiscard]] core::Result<prove::Key> load(std::string_view scope,
                                              core::KeyParameters key_parameters) const;
  // make fails with kFileAccess and EEXIST rather than replace a key.
  [[nodiscard]] core::Result<prove::Key> make(std::string_view scope,
                                              core::KeyParameters key_parameters) const;
  [[nodiscard]] core::Result<void> remove(std::string_view scope,
                                          core::KeyParameters key_parameters) const;
  // list is sorted by scope; files that are none of ours are passed over.
  [[nodiscard]] core::Result<std::vector<StoredKey>> list() const;

 private:
  [[nodiscard]] core::Result<void> check_folder() const;
  [[nodiscard]] core::Result<void> make_folder() const;

  std::filesystem::path folder_;
};

// load_key_file reads a private key from a file outside any store, under the same rules.
core::Result<prove::Key> load_key_file(const std::filesystem::path& path);

}  // namespace tb::client
