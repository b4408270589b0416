// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "cli/cookie_key.h"
#include "cli/json_text.h"
#include "cli/key_choice.h"
#include "cli/options.h"
#include "client/key_scope.h"
#include "client/place.h"
#include "core/base64url.h"
#include "verify/id_hash.h"

namespace tb::cli {
namespace {

using client::KeyStore;
using client::StoredKey;

struct Keys {
  KeyChoice choice;
  std::optional<core::KeyParameters> key_parameters;
  bool json = false;
};

struct KeyFacts {
  std::string id;
  std::string hash;
};

core::Result<KeyFacts> facts_of(const KeyStore& store, const StoredKey& stored) {
  const auto key = store.load(stored.scope, stored.key_parameters);
  if (!key.ok()) return key.error();
  const auto id = key.value().id(stored.key_parameters);
  if (!id.ok()) return id.error();
  core::Result<std::string> hash = verify::id_hash(id.value());
  if (!hash.ok()) return hash.error();
  return KeyFacts{core::base64url_encode(id.value()), std::move(hash).value()};
}

std::string age_of(const StoredKey& key) {
  const long minutes = static_cast<long>(std::difftime(std::time(nullptr), key.made)) / 60;
  if (minutes < 60) return std::to_string(minutes) + " min";
  if (minutes < 48 * 60) return std::to_string(minutes / 60) + " h";
  return std::to_string(minutes / (24 * 60)) + " days";
}

// matching lists the store's keys of one domain, or all when `scope` is empty. Nothing when the
// store cannot be read, which has then been said.
std::optional<std::vector<StoredKey>> matching(const Keys& keys, const std::string& scope) {
  const KeyStore store = open_store(keys.choice);
  auto all = store.list();
  if (!all.ok()) {
    complain_about_stored_key(store, scope, core::KeyParameters::ecdsap256, all.error());
    return {};
  }
  std::erase_if(all.value(), [&](const StoredKey& key) {
    return (!scope.empty() && key.scope != scope) ||
           (keys.key_parameters && key.key_parameters != *keys.key_parameters);
  });
  return std::move(all).value();
}

enum class Form : unsigned char { kLine, kDetails };

void print_key(const StoredKey& key, const KeyFacts& facts, Form form) {
  const std::string name(core::to_text(key.key_parameters));
  if (form == Form::kLine) {
    std::printf("%-32s %-16s %-9s %s\n", key.scope.c_str(), name.c_str(), age_of(key).c_str(),
                facts.hash.c_str());
    return;
  }
  std::printf("%s, %s\n  ID       %s\n  SHA-256  %s\n  age      %s\n  file     %s\n",
              key.scope.c_str(), name.c_str(), facts.id.c_str(), facts.hash.c_str(),
              age_of(key).c_str(), key.path.c_str());
}

json_t* json_key(const StoredKey& key, const KeyFacts& facts) {
  return json_pack("{s:o, s:o, s:I, s:o, s:o, s:o}", "domain", json_text(key.scope),
                   "key_parameters", json_text(core::to_text(key.key_parameters)), "made",
                   static_cast<json_int_t>(key.made), "id", json_text(facts.id), "hash",
                   json_text(facts.hash), "file", json_text(key.path.native()));
}

int print_keys(const Keys& keys, const std::vector<StoredKey>& found, Form form) {
  const KeyStore store = open_store(keys.choice);
  const Json rows(json_array());
  int status = kSuccess;
  for (const StoredKey& key : found) {
    const auto facts = facts_of(store, key);
    if (!facts.ok()) {
      complain_about_stored_key(store, key.scope, key.key_parameters, facts.error());
      status = kExitKey;
    } else if (keys.json) {
      json_array_append_new(rows.get(), json_key(key, facts.value()));
    } else {
      print_key(key, facts.value(), form);
    }
  }
  if (keys.json) print_json(rows);
  return status;
}

int list_keys(const Keys& keys, const std::string&) {
  const auto found = matching(keys, "");
  return found ? print_keys(keys, *found, Form::kLine) : kExitKey;
}

int no_key_of(const std::string& scope) {
  std::fprintf(stderr, "tokbind keys: no key of %s; tokbind keys list shows all\n", scope.c_str());
  return kFailure;
}

int show_key(const Keys& keys, const std::string& scope) {
  const auto found = matching(keys, scope);
  if (!found) return kExitKey;
  return found->empty() ? no_key_of(scope) : print_keys(keys, *found, Form::kDetails);
}

int delete_key(const Keys& keys, const std::string& scope) {
  const auto found = matching(keys, scope);
  if (!found) return kExitKey;
  if (found->empty()) return no_key_of(scope);
  const KeyStore store = open_store(keys.choice);
  for (const StoredKey& key : *found) {
    const core::Result<void> removed = store.remove(key.scope, key.key_parameters);
    if (!removed.ok()) {
      complain_about_stored_key(store, key.scope, key.key_parameters, removed.error());
      return kExitKey;
    }
    std::printf("deleted %s\n", key.path.c_str());
  }
  return kSuccess;
}

int new_key(const Keys& keys, const std::string& scope) {
  const KeyStore store = open_store(keys.choice);
  const auto key_parameters = keys.key_parameters.value_or(core::KeyParameters::ecdsap256);
  const auto made = store.make(scope, key_parameters);
  const std::filesystem::path path = store.path_of(scope, key_parameters);
  if (made.ok())
    return print_keys(keys, {{scope, key_parameters, path, std::time(nullptr)}}, Form::kDetails);
  if (made.error().cause == core::Cause::kFileAccess && made.error().offset == EEXIST) {
    std::fprintf(stderr, "tokbind keys: %s has such a key already; delete it first\n",
                 scope.c_str());
    return kFailure;
  }
  complain_about_stored_key(store, scope, key_parameters, made.error());
  return kExitKey;
}

int make_cookie_key(const Keys&, const std::string& file) {
  return new_cookie_key(file);
}

enum class Takes : unsigned char { kNothing, kDomain, kFile };

struct Action {
  std::string_view name;
  Takes takes;
  int (*run)(const Keys&, const std::string& operand);
};
constexpr std::array kActions{
    Action{"list", Takes::kNothing, list_keys}, Action{"show", Takes::kDomain, show_key},
    Action{"new", Takes::kDomain, new_key}, Action{"delete", Takes::kDomain, delete_key},
    Action{"new-cookie-key", Takes::kFile, make_cookie_key}};

// scope_of takes a host name in any form, an address or a URL.
std::string scope_of(const std::string& operand) {
  const std::string scope = client::key_scope(client::place_of(operand).host);
  return scope.empty() ? client::key_scope(operand) : scope;
}

int run_action(const Action& action, const Keys& keys, const Options& options) {
  constexpr std::array kWords{" takes nothing more", " takes one domain", " takes one file"};
  const std::vector<std::string>& operands = options.operands();
  const std::size_t wanted = action.takes == Takes::kNothing ? 1 : 2;
  if (operands.size() != wanted) {
    return options.complain(std::string(action.name) +
                            kWords[static_cast<std::size_t>(action.takes)]);
  }
  if (action.takes == Takes::kNothing) return action.run(keys, "");
  if (action.takes == Takes::kFile) return action.run(keys, operands[1]);
  const std::string scope = scope_of(operands[1]);
  if (scope.empty()) return options.complain("\"" + operands[1] + "\" is no host name");
  return action.run(keys, scope);
}

}  // namespace

int run_keys(Arguments arguments) {
  Keys keys;
  Options options(
      "keys [options] list | show DOMAIN | new DOMAIN | delete DOMAIN\n"
      "       tokbind keys new-cookie-key FILE",
      "Look after the key store: one key a registered domain and key parameters.");
  options.text(0, "key-store", "DIR", "folder of keys (default $XDG_DATA_HOME/tokbind)",
               &keys.choice.store);
  options.value(0, "key-parameters", "NAME", "only ecdsap256, rsa2048_pss or rsa2048_pkcs1.5",
                [&keys](std::string_view text) {
                  keys.key_parameters = core::parse_key_parameters(text);
                  return keys.key_parameters.has_value();
                });
  options.flag(0, "json", "print JSON", &keys.json);
  options.remark(
      "A host name stands for its registered domain. Deleting a key ends every session\n"
      "and invalidates every token that is bound to it. new-cookie-key puts a new key at the head\n"
      "of a server's JWK Set of cookie keys, which it makes if it is not there.");
  if (const std::optional<int> status = options.parse(arguments)) return *status;
  if (options.operands().empty())
    return options.complain("say list, show, new, delete or new-cookie-key");
  for (const Action& action : kActions) {
    if (action.name == options.operands().front()) return run_action(action, keys, options);
  }
  return options.complain("\"" + options.operands().front() +
                          "\": say list, show, new, delete or new-cookie-key");
}

}  // namespace tb::cli
