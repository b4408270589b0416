// SPDX-License-Identifier: Apache-2.0
#include "cli/key_choice.h"

#include <openssl/provider.h>

#include <cstdio>
#include <cstring>

namespace tb::cli {
namespace {

bool is_uri(const std::string& text) {
  return text.starts_with("pkcs11:") || text.find("://") != std::string::npos;
}

}  // namespace

void add_key_options(Options& options, KeyChoice& choice) {
  options.text(0, "key-store", "DIR", "folder of keys (default $XDG_DATA_HOME/tokbind)",
               &choice.store);
  options.text(0, "key", "FILE|URI", "use this key for every host", &choice.key);
  options.text(0, "provider", "NAME", "OpenSSL provider that the key's URI needs",
               &choice.provider);
  options.flag(0, "ephemeral", "use a new key a domain and forget it", &choice.ephemeral);
}

void complain_about_key(const std::filesystem::path& path, const core::Error& error) {
  const char* name = path.c_str();
  switch (error.cause) {
    case core::Cause::kFileAccess:
      std::fprintf(stderr, "tokbind: %s: %s\n", name,
                   error.offset != 0 ? std::strerror(static_cast<int>(error.offset))
                                     : "cannot be opened; is the provider for it loaded?");
      return;
    case core::Cause::kFilePermissions:
      std::fprintf(stderr,
                   "tokbind: %s: it must belong to you and be closed to others; if nobody has "
                   "read it yet: chmod go= '%s'\n",
                   name, name);
      return;
    default:
      std::fprintf(stderr, "tokbind: %s: %s\n", name,
                   std::string(core::explain(error.cause).words).c_str());
  }
}

std::optional<client::Key> load_chosen_key(const KeyChoice& choice) {
  if (!choice.provider.empty() &&
      (OSSL_PROVIDER_load(nullptr, "default") == nullptr ||
       OSSL_PROVIDER_load(nullptr, choice.provider.c_str()) == nullptr)) {
    std::fprintf(stderr, "tokbind: OpenSSL has no provider \"%s\"\n", choice.provider.c_str());
    return {};
  }
  core::Result<client::Key> key =
      is_uri(choice.key) ? client::Key::from_uri(choice.key) : client::load_key_file(choice.key);
  if (key.ok()) return std::move(key).value();
  complain_about_key(choice.key, key.error());
  return {};
}

client::KeyStore open_store(const KeyChoice& choice) {
  return client::KeyStore(choice.store.empty() ? client::KeyStore::default_folder()
                                               : std::filesystem::path(choice.store));
}

std::optional<client::Keyring> open_keyring(const KeyChoice& choice,
                                            const client::Settings& settings) {
  if (choice.ephemeral) return client::Keyring::ephemeral();
  if (choice.key.empty()) return client::Keyring::in_store(open_store(choice));
  std::optional<client::Key> key = load_chosen_key(choice);
  if (!key) return {};
  client::Keyring keyring = client::Keyring::fixed(std::move(*key));
  const core::KeyParametersList usable = keyring.usable(settings.offer.key_parameters);
  if (settings.token_binding && usable.items().empty()) {
    complain_about_key(choice.key, core::Error{core::Cause::kKeyType});
    return {};
  }
  return keyring;
}

}  // namespace tb::cli
