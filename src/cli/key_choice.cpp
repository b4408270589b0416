// SPDX-License-Identifier: Apache-2.0
#include "cli/key_choice.h"

#include <openssl/provider.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "cli/printable.h"
#include "prove/key_file.h"

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

std::string without_pin(const std::string& uri) {
  constexpr std::string_view kPin = "pin-value=";  // RFC 7512 2.4
  const std::size_t name = uri.find(kPin);
  if (!is_uri(uri) || name == std::string::npos) return uri;
  const std::size_t start = name + kPin.size();
  const std::size_t end = std::min(uri.find_first_of(";&?", start), uri.size());
  return uri.substr(0, start) + "..." + uri.substr(end);
}

void complain_about_key(const std::string& name, const core::Error& error) {
  const std::string shown = printable(without_pin(name));
  const char* advice = is_uri(name) ? "; is the token there, and are its label and the PIN right?"
                                    : "; it must be one regular file of PEM without a passphrase";
  switch (error.cause) {
    case core::Cause::kFileAccess:
      std::fprintf(stderr, "tokbind: %s: %s\n", shown.c_str(),
                   error.offset != 0 ? std::strerror(static_cast<int>(error.offset))
                                     : "cannot be opened; is the provider for it loaded?");
      return;
    case core::Cause::kFilePermissions:
      std::fprintf(stderr,
                   "tokbind: %s: it must belong to you and be closed to others; if nobody has "
                   "read it yet: chmod go= '%s'\n",
                   shown.c_str(), shown.c_str());
      return;
    default:
      std::fprintf(stderr, "tokbind: %s: %s%s\n", shown.c_str(),
                   std::string(core::explain(error.cause).words).c_str(),
                   error.cause == core::Cause::kFileContent ? advice : "");
  }
}

void complain_about_stored_key(const client::KeyStore& store, std::string_view scope,
                               core::KeyParameters key_parameters, const core::Error& error) {
  if (store.folder().empty()) {
    std::fputs(
        "tokbind: no place for keys: neither XDG_DATA_HOME nor HOME is set; give --key-store DIR\n",
        stderr);
    return;
  }
  const core::Result<void> folder = prove::check_private_folder(store.folder());
  if (!folder.ok()) return complain_about_key(store.folder(), folder.error());
  complain_about_key(store.path_of(scope, key_parameters), error);
  if (error.cause == core::Cause::kFileContent) {
    std::fputs(
        "tokbind: if it is damaged, restore it; tokbind keys delete makes room for a new key, and "
        "what was bound to the old one is lost\n",
        stderr);
  }
}

std::optional<prove::Key> load_chosen_key(const KeyChoice& choice) {
  if (!choice.provider.empty() &&
      (OSSL_PROVIDER_load(nullptr, "default") == nullptr ||
       OSSL_PROVIDER_load(nullptr, choice.provider.c_str()) == nullptr)) {
    std::fprintf(stderr, "tokbind: OpenSSL has no provider \"%s\"\n", choice.provider.c_str());
    return {};
  }
  core::Result<prove::Key> key =
      is_uri(choice.key) ? prove::Key::from_uri(choice.key) : client::load_key_file(choice.key);
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
  std::optional<prove::Key> key = load_chosen_key(choice);
  if (!key) return {};
  client::Keyring keyring = client::Keyring::fixed(std::move(*key));
  const core::KeyParametersList usable = keyring.usable(settings.offer.key_parameters);
  if (settings.token_binding && usable.items().empty()) {
    std::fprintf(stderr,
                 "tokbind: %s: it fits none of the key parameters to be offered: ecdsap256 takes a "
                 "P-256 key, the others 2048-bit RSA\n",
                 printable(without_pin(choice.key)).c_str());
    return {};
  }
  return keyring;
}

}  // namespace tb::cli
