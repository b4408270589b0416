// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "client/keyring.h"
#include "client/settings.h"

namespace tb::cli {

// KeyChoice says where the Token Binding key comes from.
struct KeyChoice {
  std::string store;     // a folder; empty: the default one
  std::string key;       // a file or an OSSL_STORE URI
  std::string provider;  // an OpenSSL provider that the URI needs
  bool ephemeral = false;
};

void add_key_options(Options& options, KeyChoice& choice);

// open_keyring says on stderr what is wrong when it returns nothing: the key cannot be used, or not
// for any of the key parameters to be offered.
std::optional<client::Keyring> open_keyring(const KeyChoice& choice,
                                            const client::Settings& settings);
client::KeyStore open_store(const KeyChoice& choice);
// load_chosen_key reads `choice.key`, a file or a URI; it says on stderr why it could not.
std::optional<prove::Key> load_chosen_key(const KeyChoice& choice);

// complain_about_key says what is wrong with a key, named by its file or URI, or with its folder,
// and what to do about it. The PIN of a URI is left out.
void complain_about_key(const std::string& name, const core::Error& error);
// complain_about_stored_key says whether it is the store that is at fault or a key in it.
void complain_about_stored_key(const client::KeyStore& store, std::string_view scope,
                               core::KeyParameters key_parameters, const core::Error& error);
// without_pin is the URI as it may be shown.
std::string without_pin(const std::string& uri);

}  // namespace tb::cli
