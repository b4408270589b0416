// SPDX-License-Identifier: Apache-2.0
#include "httpd/config.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "httpd/hooks.h"
#include "httpd/log.h"
#include "httpd/module_state.h"
#include "httpd/pool.h"
#include "policy/reserved_names.h"

namespace tb::httpd {
namespace {

using policy::ExportName;

template <typename T>
std::optional<T> merged(const std::optional<T>& base, const std::optional<T>& overlay) {
  return overlay ? overlay : base;
}

template <typename T>
T* merged(T* base, T* overlay) {
  return overlay != nullptr ? overlay : base;
}

Ever merged(const Ever& base, const Ever& overlay) {
  return {base.value || overlay.value};
}

NeedsTls merged(const NeedsTls&, const NeedsTls& overlay) {
  return overlay;
}

MetricsReaders merged(const MetricsReaders& base, const MetricsReaders& overlay) {
  return overlay.subnets != nullptr ? overlay : base;
}

// A section adds its cookies to those of the sections around it. Merging happens for each request,
// so nothing is copied unless both have some.
CookieSection merged(apr_pool_t* pool, const CookieSection& base, const CookieSection& overlay) {
  const bool forget = base.forget || overlay.forget;
  if (overlay.forget || base.names == nullptr) return {overlay.names, forget};
  if (overlay.names == nullptr) return {base.names, forget};
  auto* all = make_in<bind::CookieNames>(pool, *base.names);
  all->add_all(*overlay.names);
  return {all, forget};
}

template <typename T>
auto merged(apr_pool_t*, const T& base, const T& overlay) {
  return merged(base, overlay);
}

// merge_members sets each member from the two of the same place.
template <typename Members>
void merge_members(apr_pool_t* pool, Members members, const auto& base, const auto& overlay) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((std::get<I>(members) = merged(pool, std::get<I>(base), std::get<I>(overlay))), ...);
  }
  (std::make_index_sequence<std::tuple_size_v<Members>>());
}

core::KeyParametersList all_key_parameters() {
  core::KeyParametersList all;
  all.add(core::KeyParameters::ecdsap256);
  all.add(core::KeyParameters::rsa2048_pss);
  all.add(core::KeyParameters::rsa2048_pkcs1_5);
  return all;
}

EnvNames env_names_of(const ServerWritten& written) {
  EnvNames names{};
  for (const policy::ExportRow& row : policy::export_rows()) {
    names[static_cast<std::size_t>(row.name)] = row.variable;
  }
  const auto choose = [&names](ExportName name, const char* chosen) {
    if (chosen != nullptr) names[static_cast<std::size_t>(name)] = chosen;
  };
  choose(ExportName::provided, written.provided_env);
  choose(ExportName::referred, written.referred_env);
  choose(ExportName::context, written.context_env);
  return names;
}

// shared_name returns a name that two values would have, or null: one name to CGI, which folds
// them.
const char* shared_name(const EnvNames& names) {
  for (auto one = names.begin(); one != names.end(); ++one) {
    const auto same = [one](const char* other) {
      return *one != nullptr && other != nullptr && policy::same_spelling(*one, other);
    };
    if (std::any_of(one + 1, names.end(), same)) return *one;
  }
  return nullptr;
}

// reserve takes an operator's name. A header of that name must not come from a client, nor one that
// CGI would give it by putting HTTP_ before it.
void reserve(ServerConfig& config, const char* chosen) {
  constexpr std::string_view kCgiPrefix = "HTTP_";
  if (chosen == nullptr) return;
  config.chosen[config.chosen_count++] = chosen;
  if (policy::same_spelling(std::string_view(chosen).substr(0, kCgiPrefix.size()), kCgiPrefix)) {
    config.chosen[config.chosen_count++] = chosen + kCgiPrefix.size();
  }
}

}  // namespace

void* create_server_config(apr_pool_t* pool, server_rec*) {
  return make_in<ServerConfig>(pool);
}

void* merge_server_config(apr_pool_t* pool, void* base_config, void* overlay_config) {
  const ServerWritten& base = *static_cast<ServerConfig*>(base_config);
  const ServerWritten& overlay = *static_cast<ServerConfig*>(overlay_config);
  auto* config = make_in<ServerConfig>(pool);
  merge_members(pool, written_members(static_cast<ServerWritten&>(*config)), written_members(base),
                written_members(overlay));
  return config;
}

void* create_directory_config(apr_pool_t* pool, char*) {
  return make_in<DirectoryConfig>(pool);
}

void* merge_directory_config(apr_pool_t* pool, void* base_config, void* overlay_config) {
  const auto& base = *static_cast<const DirectoryConfig*>(base_config);
  const auto& overlay = *static_cast<const DirectoryConfig*>(overlay_config);
  auto* config = make_in<DirectoryConfig>(pool);
  merge_members(pool, directory_members(*config), directory_members(base),
                directory_members(overlay));
  return config;
}

// Where two values would have one variable, the keying material, say, would be taken for an ID.
int check_env_names(apr_pool_t*, apr_pool_t*, apr_pool_t* temp_pool, server_rec* main_server) {
  for (const server_rec* server = main_server; server != nullptr; server = server->next) {
    const char* shared = shared_name(env_names_of(config_of(server)));
    if (shared == nullptr) continue;
    ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, server,
                 "TokenBindingProvidedEnvVar and its like: %s has two values in the variable '%s': "
                 "choose a name for each",
                 describe_host(temp_pool, server), shared);
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  return OK;
}

void resolve(ServerConfig& config, ModuleState* state) {
  config.settings.enabled = config.enabled.value_or(true);
  config.settings.supported.key_parameters = config.key_parameters.value_or(all_key_parameters());
  const VersionRange versions =
      config.versions.value_or(VersionRange{core::kVersion0_10, core::kVersion1_0});
  config.settings.supported.lowest = versions.lowest;
  config.settings.supported.highest = versions.highest;
  config.settings.invalid_action = config.invalid_action.value_or(policy::InvalidAction::reject);
  config.offer = {.enabled = config.settings.enabled,
                  .supported = config.settings.supported,
                  .protocols = config.tls_protocols.value_or(tls::Protocols{})};
  config.env_names = env_names_of(config);
  config.chosen_count = 0;
  for (const char* chosen : {config.provided_env, config.referred_env, config.context_env}) {
    reserve(config, chosen);
  }
  config.dpop.window = config.dpop_window.value_or(config.dpop.window);
  config.dpop.refuses_without_memory = config.dpop_refuses.value_or(true);
  config.state = state;
}

}  // namespace tb::httpd
