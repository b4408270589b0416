// SPDX-License-Identifier: Apache-2.0
#include "client/key_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "prove/key_file.h"

namespace tb::client {
namespace {

namespace fs = std::filesystem;
using core::Cause;
using core::Error;
using core::KeyParameters;

constexpr std::string_view kSuffix = ".pem";

bool is_system_error(const Error& error, int number) {
  return error == Error{Cause::kFileAccess, static_cast<std::uint32_t>(number)};
}

// name_parts undoes path_of: SCOPE.KEY_PARAMETERS.pem. A name of key parameters may hold a dot.
std::optional<StoredKey> parse_name(const fs::path& path) {
  std::string name = path.filename().string();
  if (!name.ends_with(kSuffix)) return {};
  name.resize(name.size() - kSuffix.size());
  for (std::uint8_t i = 0; i < core::kKnownKeyParameters; ++i) {
    const auto key_parameters = static_cast<KeyParameters>(i);
    const std::string ending = "." + std::string(core::to_text(key_parameters));
    if (!name.ends_with(ending) || name.size() == ending.size()) continue;
    return StoredKey{name.substr(0, name.size() - ending.size()), key_parameters, path};
  }
  return {};
}

std::time_t time_made(const fs::path& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_mtime : 0;
}

}  // namespace

// A final slash would make mkdir and its parents' creation speak of the same folder.
KeyStore::KeyStore(const fs::path& folder)
    : folder_(folder.has_filename() ? folder : folder.parent_path()) {}

fs::path KeyStore::default_folder() {
  // The XDG specification ignores relative paths.
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && data[0] == '/') return fs::path(data) / "tokbind";
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return fs::path(home) / ".local/share/tokbind";
  return {};
}

fs::path KeyStore::path_of(std::string_view scope, KeyParameters key_parameters) const {
  std::string name(scope);
  name.append(".").append(core::to_text(key_parameters)).append(kSuffix);
  return folder_ / name;
}

core::Result<void> KeyStore::check_folder() const {
  if (folder_.empty()) return Error{Cause::kFileAccess, ENOENT};
  return prove::check_private_folder(folder_);
}

core::Result<void> KeyStore::make_folder() const {
  if (folder_.empty()) return Error{Cause::kFileAccess, ENOENT};
  std::error_code failure;
  if (folder_.has_parent_path()) fs::create_directories(folder_.parent_path(), failure);
  if (mkdir(folder_.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    return Error{Cause::kFileAccess, static_cast<std::uint32_t>(errno)};
  }
  return prove::check_private_folder(folder_);
}

core::Result<prove::Key> KeyStore::load(std::string_view scope,
                                        KeyParameters key_parameters) const {
  if (const core::Result<void> folder = check_folder(); !folder.ok()) return folder.error();
  core::Result<prove::Key> key = load_key_file(path_of(scope, key_parameters));
  if (key.ok() && !key.value().fits(key_parameters)) return Error{Cause::kKeyType};
  return key;
}

core::Result<prove::Key> KeyStore::make(std::string_view scope,
                                        KeyParameters key_parameters) const {
  if (const core::Result<void> folder = make_folder(); !folder.ok()) return folder.error();
  core::Result<prove::Key> key = prove::Key::generate(key_parameters);
  if (!key.ok()) return key;
  const core::Result<ossl::SecretText> pem = key.value().to_pem();
  if (!pem.ok()) return pem.error();
  const core::Result<void> made =
      prove::create_private_file(path_of(scope, key_parameters), pem.value().view());
  if (!made.ok()) return made.error();
  return key;
}

core::Result<prove::Key> KeyStore::load_or_make(std::string_view scope,
                                                KeyParameters key_parameters) const {
  core::Result<prove::Key> key = load(scope, key_parameters);
  if (key.ok() || !is_system_error(key.error(), ENOENT)) return key;
  key = make(scope, key_parameters);
  if (key.ok() || !is_system_error(key.error(), EEXIST)) return key;
  return load(scope, key_parameters);
}

core::Result<void> KeyStore::remove(std::string_view scope, KeyParameters key_parameters) const {
  if (const core::Result<void> folder = check_folder(); !folder.ok()) return folder.error();
  std::error_code failure;
  if (fs::remove(path_of(scope, key_parameters), failure)) return core::success();
  const int number = failure ? failure.value() : ENOENT;
  return Error{Cause::kFileAccess, static_cast<std::uint32_t>(number)};
}

core::Result<std::vector<StoredKey>> KeyStore::list() const {
  std::vector<StoredKey> keys;
  if (folder_.empty()) return Error{Cause::kFileAccess, ENOENT};
  if (const core::Result<void> folder = check_folder(); !folder.ok()) {
    if (is_system_error(folder.error(), ENOENT)) return keys;  // no store yet: no keys
    return folder.error();
  }
  std::error_code failure;
  for (fs::directory_iterator entry(folder_, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    std::optional<StoredKey> key = parse_name(entry->path());
    if (!key) continue;
    key->made = time_made(key->path);
    keys.push_back(std::move(*key));
  }
  if (failure) return Error{Cause::kFileAccess, static_cast<std::uint32_t>(failure.value())};
  std::ranges::sort(keys, {}, [](const StoredKey& key) { return key.path; });
  return keys;
}

core::Result<prove::Key> load_key_file(const fs::path& path) {
  const core::Result<ossl::SecretText> pem = prove::read_private_file(path);
  if (!pem.ok()) return pem.error();
  return prove::Key::from_pem(pem.value().view());
}

}  // namespace tb::client
