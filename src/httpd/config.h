// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <apr_tables.h>

#include <array>
#include <optional>
#include <span>
#include <tuple>

#include "bind/bound_cookies.h"
#include "httpd/counters.h"
#include "httpd/module.h"
#include "httpd/outgoing_key.h"
#include "ossl/digest.h"
#include "policy/bearer_decision.h"
#include "policy/exports.h"
#include "policy/settings.h"
#include "tls/server_extension.h"

namespace tb::httpd {

class ModuleState;
class ReplayMemory;

// Ever is true once it was set, in whichever of the merged sections.
struct Ever {
  bool value = false;
};

// NeedsTls is a directive of one section that does nothing without TLS, or null. It is not merged:
// a global one must not make every virtual host on port 80 suspicious.
struct NeedsTls {
  const char* directive = nullptr;
};

// CookieSection holds the cookies that one section names; `none` forgets those of the sections
// around it.
struct CookieSection {
  const bind::CookieNames* names = nullptr;
  bool forget = false;
};

// MetricsReaders are the addresses to which metrics are served; null for loopback alone.
struct MetricsReaders {
  apr_array_header_t* subnets = nullptr;  // apr_ipsubnet_t *
};

// ReplayCache is the argument of TokenBindingDPoPReplayCache, once it was written.
struct ReplayCache {
  ReplayMemory* memory = nullptr;  // null for `none`
};

// DpopSettings are what judging a DPoP proof asks for.
struct DpopSettings {
  std::int64_t window = 60;            // seconds
  bool refuses_without_memory = true;  // a proof that cannot be remembered
};

// EnvNames are the names of the environment variables, by policy::ExportName; null for none.
using EnvNames = std::array<const char*, policy::kExports>;

struct VersionRange {
  core::Version lowest;
  core::Version highest;
};

// What an operator wrote for one virtual host; what is empty or null was not written. A new member
// belongs into written_members too: the compiler counts them there.
struct ServerWritten {
  std::optional<bool> enabled;                            // TokenBindingEnabled
  std::optional<core::KeyParametersList> key_parameters;  // TokenBindingKeyParameters
  std::optional<VersionRange> versions;                   // TokenBindingVersions
  std::optional<tls::Protocols> tls_protocols;            // TokenBindingTLSProtocols
  std::optional<policy::InvalidAction> invalid_action;    // TokenBindingInvalidAction
  const char* provided_env = nullptr;                     // TokenBindingProvidedEnvVar
  const char* referred_env = nullptr;                     // TokenBindingReferredEnvVar
  const char* context_env = nullptr;                      // TokenBindingContextEnvVar
  apr_array_header_t* trusted_proxies = nullptr;  // TokenBindingTrustedProxy: apr_ipsubnet_t *
  const bind::CookieKeys* cookie_keys = nullptr;  // TokenBindingCookieKeys
  Ever speaks_outgoing;                           // somewhere TokenBindingProxy... is written
  Ever binds_cookies;                             // somewhere TokenBindingCookie names one
  NeedsTls needs_tls;                             // TokenBindingCookie, Require token-binding
  std::optional<ReplayCache> replay_cache;        // TokenBindingDPoPReplayCache
  std::optional<bool> dpop_refuses;               // TokenBindingDPoPReplayFailure
  std::optional<std::int64_t> dpop_window;        // TokenBindingDPoPWindow, seconds
  Ever binds_devices;                       // somewhere TokenBindingCookieProof names `device`
  const char* device_path = nullptr;        // TokenBindingDevicePath
  std::optional<int> device_lifetime;       // TokenBindingDeviceProofLifetime, in seconds
  const char* device_initiators = nullptr;  // TokenBindingDeviceRefreshInitiators, a JSON array
};

// written_members returns references to all members. Its structured binding does not compile when a
// member is missing in it, so that none is forgotten when sections are merged.
constexpr auto written_members(auto& written) {
  auto& [enabled, key_parameters, versions, tls_protocols, invalid_action, provided_env,
         referred_env, context_env, trusted_proxies, cookie_keys, speaks_outgoing, binds_cookies,
         needs_tls, replay_cache, dpop_refuses, dpop_window, binds_devices, device_path,
         device_lifetime, device_initiators] = written;
  return std::tie(enabled, key_parameters, versions, tls_protocols, invalid_action, provided_env,
                  referred_env, context_env, trusted_proxies, cookie_keys, speaks_outgoing,
                  binds_cookies, needs_tls, replay_cache, dpop_refuses, dpop_window, binds_devices,
                  device_path, device_lifetime, device_initiators);
}

// ServerConfig is what was written for one virtual host, and, after post_config, what that comes
// to. From then on it is read only.
struct ServerConfig : ServerWritten {
  // chosen_names are the headers that could pass for an environment variable of a chosen name.
  [[nodiscard]] std::span<const char* const> chosen_names() const {
    return {chosen.data(), chosen_count};
  }

  policy::ServerSettings settings;  // what judging a request asks for
  tls::ServerOffer offer;           // what a handshake may agree on
  EnvNames env_names{};
  std::array<const char*, 6> chosen{};
  std::size_t chosen_count = 0;
  DpopSettings dpop;
  ReplayMemory* replays = nullptr;  // null for `none`; one for all virtual hosts
  ossl::Sha256 dpop_key{};          // for nonces: of the cookie keys, or of this server
  ModuleState* state = nullptr;
  bool has_tls = false;  // mod_ssl serves this host
  Counters counters;     // of this host; after child_init, of this child's stripe
};

// DirectoryConfig is what was written for one directory or location. As with ServerWritten, a new
// member belongs into directory_members too.
struct DirectoryConfig {
  std::optional<policy::PassSet> pass;           // TokenBindingPassVar
  std::optional<policy::PassAs> pass_as;         // TokenBindingPassAs
  std::optional<bool> include_referred;          // TokenBindingIncludeReferred
  CookieSection cookies;                         // TokenBindingCookie, of this section or merged
  std::optional<bind::Unbound> cookie_unbound;   // TokenBindingCookieUnbound
  std::optional<policy::BearerMode> bearer;      // TokenBindingBearer
  std::optional<bool> dpop_nonce;                // TokenBindingDPoPNonce
  std::optional<bool> proxy_enabled;             // TokenBindingProxyEnabled
  std::optional<bool> proxy_require;             // TokenBindingProxyRequire
  std::optional<const OutgoingKey*> proxy_key;   // TokenBindingProxyKey; null for none
  MetricsReaders metrics_from;                   // TokenBindingMetricsFrom
  std::optional<bind::ProofOrder> cookie_proof;  // TokenBindingCookieProof
  std::optional<int> device_grace;               // TokenBindingDeviceGrace, in seconds
};

constexpr auto directory_members(auto& config) {
  auto& [pass, pass_as, include_referred, cookies, cookie_unbound, bearer, dpop_nonce,
         proxy_enabled, proxy_require, proxy_key, metrics_from, cookie_proof, device_grace] =
      config;
  return std::tie(pass, pass_as, include_referred, cookies, cookie_unbound, bearer, dpop_nonce,
                  proxy_enabled, proxy_require, proxy_key, metrics_from, cookie_proof,
                  device_grace);
}

void* create_server_config(apr_pool_t* pool, server_rec* server);
void* merge_server_config(apr_pool_t* pool, void* base, void* overlay);
void* create_directory_config(apr_pool_t* pool, char* directory);
void* merge_directory_config(apr_pool_t* pool, void* base, void* overlay);

// resolve fills the second half of a ServerConfig from its first.
void resolve(ServerConfig& config, ModuleState* state);

// Inline: each hook asks, for each request.
inline ServerConfig& config_of(const server_rec* server) {
  return *static_cast<ServerConfig*>(
      ap_get_module_config(server->module_config, &token_binding_module));
}

inline const Counters& counters_of(const request_rec* r) {
  return config_of(r->server).counters;
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
