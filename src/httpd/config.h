// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <apr_tables.h>

#include <array>
#include <optional>
#include <span>

#include "bind/bound_cookies.h"
#include "httpd/module.h"
#include "policy/bearer.h"
#include "policy/settings.h"
#include "tls/server_extension.h"

namespace tb::httpd {

class Process;

// EnvNames are the environment variables whose names an operator may choose.
struct EnvNames {
  const char* provided = "Sec-Provided-Token-Binding-ID";
  const char* referred = "Sec-Referred-Token-Binding-ID";
  const char* context = "Sec-Token-Binding-Context";
};

struct VersionRange {
  core::Version lowest;
  core::Version highest;
};

// ServerConfig is what was written for one virtual host, and, after post_config, what that comes
// to. From then on it is read only.
struct ServerConfig {
  std::optional<bool> enabled;
  std::optional<core::KeyParametersList> key_parameters;
  std::optional<VersionRange> versions;
  std::optional<policy::InvalidAction> invalid_action;
  const char* provided_env = nullptr;
  const char* referred_env = nullptr;
  const char* context_env = nullptr;
  apr_array_header_t* trusted_proxies = nullptr;  // of apr_ipsubnet_t *
  const bind::CookieKeys* cookie_keys = nullptr;
  bool binds_cookies = false;  // somewhere in it TokenBindingCookie names one

  // chosen_names are the headers that could pass for an environment variable of a chosen name.
  [[nodiscard]] std::span<const char* const> chosen_names() const {
    return {chosen.data(), chosen_count};
  }

  policy::ServerSettings settings;
  tls::ServerOffer offer;
  EnvNames env_names;
  std::array<const char*, 6> chosen{};
  std::size_t chosen_count = 0;
  Process* process = nullptr;
};

// DirectoryConfig is what was written for one directory or location.
struct DirectoryConfig {
  std::optional<policy::PassSet> pass;
  std::optional<policy::PassAs> pass_as;
  std::optional<bool> include_referred;
  const bind::CookieNames* cookies = nullptr;  // of this section, or merged
  bool forget_cookies = false;                 // those of enclosing sections
  std::optional<bind::Unbound> cookie_unbound;
  std::optional<policy::BearerMode> bearer;
};

void* create_server_config(apr_pool_t* pool, server_rec* server);
void* merge_server_config(apr_pool_t* pool, void* base, void* overlay);
void* create_directory_config(apr_pool_t* pool, char* directory);
void* merge_directory_config(apr_pool_t* pool, void* base, void* overlay);

// check_env_names refuses to start, and fails `httpd -t`, where two values would be told in one
// variable: the keying material, say, would be taken for an ID.
int check_env_names(apr_pool_t* pool, apr_pool_t* log_pool, apr_pool_t* temp_pool,
                    server_rec* main_server);

// resolve fills the second half of a ServerConfig from its first.
void resolve(ServerConfig& config, Process* process);

// Inline: each hook asks, for each request.
inline ServerConfig& config_of(const server_rec* server) {
  return *static_cast<ServerConfig*>(
      ap_get_module_config(server->module_config, &token_binding_module));
}

inline const DirectoryConfig& directory_config_of(const request_rec* r) {
  return *static_cast<DirectoryConfig*>(
      ap_get_module_config(r->per_dir_config, &token_binding_module));
}

inline policy::DirectorySettings settings_of(const DirectoryConfig& config) {
  policy::DirectorySettings settings;
  settings.pass = config.pass.value_or(settings.pass);
  settings.pass_as = config.pass_as.value_or(settings.pass_as);
  return settings;
}

}  // namespace tb::httpd
