// SPDX-License-Identifier: Apache-2.0
#include "httpd/config.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "httpd/log.h"
#include "httpd/pool.h"
#include "policy/exports.h"
#include "policy/reserved_names.h"

namespace tb::httpd {
namespace {

template <typename T>
std::optional<T> merged(const std::optional<T>& base, const std::optional<T>& overlay) {
  return overlay ? overlay : base;
}

template <typename T>
T* merged(T* base, T* overlay) {
  return overlay != nullptr ? overlay : base;
}

// A section adds its cookies to those of the sections around it. Merging happens for each request,
// so nothing is copied unless both have some.
const bind::CookieNames* merged_cookies(apr_pool_t* pool, const DirectoryConfig& base,
                                        const DirectoryConfig& overlay) {
  if (overlay.forget_cookies || base.cookies == nullptr) return overlay.cookies;
  if (overlay.cookies == nullptr) return base.cookies;
  auto* all = make_in<bind::CookieNames>(pool, *base.cookies);
  all->add_all(*overlay.cookies);
  return all;
}

core::KeyParametersList all_key_parameters() {
  core::KeyParametersList all;
  all.add(core::KeyParameters::ecdsap256);
  all.add(core::KeyParameters::rsa2048_pss);
  all.add(core::KeyParameters::rsa2048_pkcs1_5);
  return all;
}

EnvNames env_names_of(const ServerConfig& config) {
  EnvNames names;
  if (config.provided_env != nullptr) names.provided = config.provided_env;
  if (config.referred_env != nullptr) names.referred = config.referred_env;
  if (config.context_env != nullptr) names.context = config.context_env;
  return names;
}

// shared_name gives a name that two values would have, or null: one name to CGI, which folds them.
const char* shared_name(const EnvNames& names) {
  const std::array all{names.provided, names.referred, names.context,
                       policy::header_name(policy::ExportName::other),
                       policy::header_name(policy::ExportName::fingerprint)};
  for (auto one = all.begin(); one != all.end(); ++one) {
    const auto same = [one](const char* other) { return policy::same_spelling(*one, other); };
    if (std::any_of(one + 1, all.end(), same)) return *one;
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
  const auto& base = *static_cast<ServerConfig*>(base_config);
  const auto& overlay = *static_cast<ServerConfig*>(overlay_config);
  auto* config = make_in<ServerConfig>(pool);
  config->enabled = merged(base.enabled, overlay.enabled);
  config->key_parameters = merged(base.key_parameters, overlay.key_parameters);
  config->versions = merged(base.versions, overlay.versions);
  config->invalid_action = merged(base.invalid_action, overlay.invalid_action);
  config->provided_env = merged(base.provided_env, overlay.provided_env);
  config->referred_env = merged(base.referred_env, overlay.referred_env);
  config->context_env = merged(base.context_env, overlay.context_env);
  config->trusted_proxies = merged(base.trusted_proxies, overlay.trusted_proxies);
  config->cookie_keys = merged(base.cookie_keys, overlay.cookie_keys);
  config->binds_cookies = base.binds_cookies || overlay.binds_cookies;
  return config;
}

void* create_directory_config(apr_pool_t* pool, char*) {
  return make_in<DirectoryConfig>(pool);
}

void* merge_directory_config(apr_pool_t* pool, void* base_config, void* overlay_config) {
  const auto& base = *static_cast<DirectoryConfig*>(base_config);
  const auto& overlay = *static_cast<DirectoryConfig*>(overlay_config);
  auto* config = make_in<DirectoryConfig>(pool);
  config->pass = merged(base.pass, overlay.pass);
  config->pass_as = merged(base.pass_as, overlay.pass_as);
  config->include_referred = merged(base.include_referred, overlay.include_referred);
  config->cookies = merged_cookies(pool, base, overlay);
  config->forget_cookies = base.forget_cookies || overlay.forget_cookies;
  config->cookie_unbound = merged(base.cookie_unbound, overlay.cookie_unbound);
  config->bearer = merged(base.bearer, overlay.bearer);
  return config;
}

int check_env_names(apr_pool_t*, apr_pool_t*, apr_pool_t* temp_pool, server_rec* main_server) {
  for (const server_rec* server = main_server; server != nullptr; server = server->next) {
    const char* shared = shared_name(env_names_of(config_of(server)));
    if (shared == nullptr) continue;
    ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, server,
                 "TokenBindingProvidedEnvVar and its like: %s has two values in the variable '%s': "
                 "choose a name for each",
                 place_of(temp_pool, server), shared);
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  return OK;
}

void resolve(ServerConfig& config, Process* process) {
  config.settings.enabled = config.enabled.value_or(true);
  config.settings.supported.key_parameters = config.key_parameters.value_or(all_key_parameters());
  const VersionRange versions =
      config.versions.value_or(VersionRange{core::kVersion0_10, core::kVersion1_0});
  config.settings.supported.lowest = versions.lowest;
  config.settings.supported.highest = versions.highest;
  config.settings.invalid_action = config.invalid_action.value_or(policy::InvalidAction::reject);
  config.offer = {config.settings.enabled, config.settings.supported};
  config.env_names = env_names_of(config);
  config.chosen_count = 0;
  for (const char* chosen : {config.provided_env, config.referred_env, config.context_env}) {
    reserve(config, chosen);
  }
  config.process = process;
}

}  // namespace tb::httpd
