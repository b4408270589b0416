// SPDX-License-Identifier: Apache-2.0
#define AP_HAVE_DESIGNATED_INITIALIZER 1  // without it the table would not be type-checked in C++
#include "httpd/directives.h"

#include <apr_strings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "core/text.h"
#include "httpd/config.h"
#include "httpd/cookie_keys.h"
#include "httpd/pool.h"
#include "httpd/replay_memory.h"
#include "httpd/subnet.h"
#include "policy/reserved_names.h"

namespace tb::httpd {
namespace {

// refuse words every configuration error alike: which directive, which value, what to do.
const char* refuse(const cmd_parms* cmd, const char* value, const char* remedy) {
  return apr_psprintf(cmd->temp_pool, "%s: '%s' is not valid here: %s", cmd->cmd->name, value,
                      remedy);
}

// Word pairs what an operator writes with what it means.
template <typename T>
struct Word {
  const char* text;
  T value;
};

template <typename T, std::size_t N>
std::optional<T> lookup(const std::array<Word<T>, N>& words, const char* text) {
  for (const Word<T>& word : words) {
    if (ap_cstr_casecmp(word.text, text) == 0) return word.value;
  }
  return {};
}

constexpr std::array<Word<bool>, 2> kOnOff{{{"On", true}, {"Off", false}}};
constexpr std::array<Word<policy::InvalidAction>, 2> kInvalidActions{
    {{"reject", policy::InvalidAction::reject}, {"ignore", policy::InvalidAction::ignore}}};
constexpr std::array<Word<bool tls::Protocols::*>, 2> kProtocols{
    {{"TLSv1.2", &tls::Protocols::tls1_2}, {"TLSv1.3", &tls::Protocols::tls1_3}}};
constexpr std::array<Word<policy::PassAs>, 3> kPassAs{
    {{"both", policy::PassAs::both},
     {"headers", policy::PassAs::headers},
     {"environment", policy::PassAs::environment}}};
constexpr std::array<Word<bool>, 2> kReplayFailures{{{"refuse", true}, {"allow", false}}};
constexpr std::array<Word<bind::Unbound>, 2> kUnbound{
    {{"allow", bind::Unbound::allow}, {"refuse", bind::Unbound::refuse}}};
constexpr std::array<Word<policy::BearerMode>, 3> kBearerModes{
    {{"off", policy::BearerMode::off},
     {"optional", policy::BearerMode::optional},
     {"required", policy::BearerMode::required}}};

ServerConfig& server_config(const cmd_parms* cmd) {
  return config_of(cmd->server);
}
DirectoryConfig& directory_config(void* config) {
  return *static_cast<DirectoryConfig*>(config);
}

template <typename T, std::size_t N>
const char* set_word(const cmd_parms* cmd, std::optional<T>& member,
                     const std::array<Word<T>, N>& words, const char* text, const char* remedy) {
  const std::optional<T> value = lookup(words, text);
  if (!value) return refuse(cmd, text, remedy);
  member = value;
  return nullptr;
}

const char* set_enabled(cmd_parms* cmd, void*, const char* text) {
  return set_word(cmd, server_config(cmd).enabled, kOnOff, text, "write On or Off");
}

const char* set_key_parameters(cmd_parms* cmd, void*, int argc, char* const argv[]) {
  constexpr const char* kRemedy =
      "name one or more of ecdsap256, rsa2048_pss and rsa2048_pkcs1.5, each once, the preferred "
      "first";
  if (argc == 0) return refuse(cmd, "", kRemedy);
  core::KeyParametersList list;
  for (const char* text : std::span(argv, static_cast<std::size_t>(argc))) {
    const auto parsed = core::parse_key_parameters(text);
    if (!parsed || !list.add(*parsed)) return refuse(cmd, text, kRemedy);
  }
  server_config(cmd).key_parameters = list;
  return nullptr;
}

const char* set_versions(cmd_parms* cmd, void*, const char* lowest, const char* highest) {
  constexpr const char* kRemedy =
      "write the lowest version and, if it is not 1.0, the highest: "
      "each from 0.10 to 0.19, or 1.0";
  VersionRange range{core::kVersion0_10, core::kVersion1_0};
  for (const auto& [text, member] :
       {std::pair{lowest, &range.lowest}, std::pair{highest, &range.highest}}) {
    if (text == nullptr) continue;
    const auto parsed = core::parse_version(text);
    if (!parsed || !core::is_known(*parsed)) return refuse(cmd, text, kRemedy);
    *member = *parsed;
  }
  if (range.lowest > range.highest) {
    const char* both = apr_pstrcat(cmd->temp_pool, lowest, " ", highest, nullptr);
    return refuse(cmd, both, "the lowest is above the highest: exchange the two");
  }
  server_config(cmd).versions = range;
  return nullptr;
}

const char* set_tls_protocols(cmd_parms* cmd, void*, int argc, char* const argv[]) {
  constexpr const char* kRemedy = "name TLSv1.2, TLSv1.3 or both, each once";
  if (argc == 0) return refuse(cmd, "", kRemedy);
  tls::Protocols protocols{.tls1_2 = false, .tls1_3 = false};
  for (const char* text : std::span(argv, static_cast<std::size_t>(argc))) {
    const auto member = lookup(kProtocols, text);
    if (!member || protocols.**member) return refuse(cmd, text, kRemedy);
    protocols.** member = true;
  }
  server_config(cmd).tls_protocols = protocols;
  return nullptr;
}

const char* set_invalid_action(cmd_parms* cmd, void*, const char* text) {
  return set_word(cmd, server_config(cmd).invalid_action, kInvalidActions, text,
                  "write reject or ignore");
}

// set_env_name serves the three ...EnvVar directives: cmd->info is where the member lies.
const char* set_env_name(cmd_parms* cmd, void*, const char* name) {
  const std::string_view characters(name);
  const bool usable = !characters.empty() && std::ranges::all_of(characters, [](char c) {
    return core::is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
  if (!usable) return refuse(cmd, name, "a name has letters, digits, '-', '_' and '.' only");
  constexpr std::string_view kOurs = "TOKEN_BINDING_";
  if (policy::same_name(characters.substr(0, kOurs.size()), kOurs)) {
    return refuse(cmd, name, "names that begin with TOKEN_BINDING_ are the module's own");
  }
  auto member = static_cast<const char * ServerConfig::*const*>(cmd->info);
  server_config(cmd).*(*member) = name;
  return nullptr;
}

// add_pass_vars adds one line's names to those of earlier lines of the same section.
const char* add_pass_vars(cmd_parms* cmd, void* config, int argc, char* const argv[]) {
  constexpr const char* kRemedy =
      "name one or more of provided, referred, other, context, fingerprint, message, hash, "
      "parameters and proof, or write none alone";
  std::optional<policy::PassSet>& pass = directory_config(config).pass;
  if (argc == 0) return refuse(cmd, "", kRemedy);
  if (argc == 1 && ap_cstr_casecmp(argv[0], "none") == 0) {
    pass = policy::PassSet{};
    return nullptr;
  }
  for (const char* text : std::span(argv, static_cast<std::size_t>(argc))) {
    policy::PassSet more = pass.value_or(policy::PassSet{});
    if (!policy::add_word(more, text)) return refuse(cmd, text, kRemedy);
    pass = more;
  }
  return nullptr;
}

const char* set_pass_as(cmd_parms* cmd, void* config, const char* text) {
  return set_word(cmd, directory_config(config).pass_as, kPassAs, text,
                  "write both, headers or environment");
}

const char* set_include_referred(cmd_parms* cmd, void* config, const char* text) {
  return set_word(cmd, directory_config(config).include_referred, kOnOff, text, "write On or Off");
}

const char* add_subnet(cmd_parms* cmd, apr_array_header_t*& all, const char* text) {
  apr_ipsubnet_t* subnet = parse_subnet(cmd->pool, text);
  if (subnet == nullptr) {
    return refuse(cmd, text, "write a whole IP address or ADDRESS/PREFIX, not a host name");
  }
  if (all == nullptr) all = apr_array_make(cmd->pool, 4, sizeof(apr_ipsubnet_t*));
  APR_ARRAY_PUSH(all, apr_ipsubnet_t*) = subnet;
  return nullptr;
}

const char* add_trusted_proxy(cmd_parms* cmd, void*, const char* text) {
  return add_subnet(cmd, server_config(cmd).trusted_proxies, text);
}

const char* add_metrics_reader(cmd_parms* cmd, void* config, const char* text) {
  return add_subnet(cmd, directory_config(config).metrics_from.subnets, text);
}

// `none` forgets what enclosing sections named, and what stands before it in this one.
const char* add_cookie(cmd_parms* cmd, void* config, const char* text) {
  DirectoryConfig& directory = directory_config(config);
  auto* names = make_in<bind::CookieNames>(cmd->pool);
  if (ap_cstr_casecmp(text, "none") == 0) {
    directory.cookies = {.names = nullptr, .forget = true};
    return nullptr;
  }
  if (directory.cookies.names != nullptr) *names = *directory.cookies.names;
  if (!names->add(text)) {
    return refuse(
        cmd, text,
        "write the whole name of a cookie, or the beginning of names and a trailing *, or "
        "none: no other pattern is known here");
  }
  directory.cookies.names = names;
  server_config(cmd).binds_cookies.value = true;
  server_config(cmd).needs_tls.directive = cmd->cmd->name;
  return nullptr;
}

const char* set_cookie_keys(cmd_parms* cmd, void*, const char* name) {
  const char* path = ap_server_root_relative(cmd->pool, name);
  if (path == nullptr) return refuse(cmd, name, "write the path of a file");
  const CookieKeyFile file = read_cookie_keys(cmd->pool, path);
  if (file.fault != nullptr) return refuse(cmd, path, file.fault);
  if (file.doubt != nullptr) {  // LogLevel is not known yet
    ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, nullptr, "%s: '%s': %s",
                 cmd->cmd->name, path, file.doubt);
  }
  server_config(cmd).cookie_keys = file.keys;
  return nullptr;
}

const char* set_cookie_unbound(cmd_parms* cmd, void* config, const char* text) {
  return set_word(cmd, directory_config(config).cookie_unbound, kUnbound, text,
                  "write allow or refuse");
}

const char* set_bearer(cmd_parms* cmd, void* config, const char* text) {
  return set_word(cmd, directory_config(config).bearer, kBearerModes, text,
                  "write off, optional or required");
}

// One memory serves the whole server: a proof for one virtual host must not be good at another name
// of it.
const char* set_replay_cache(cmd_parms* cmd, void*, const char* text) {
  if (const char* fault = ap_check_cmd_context(cmd, GLOBAL_ONLY)) return fault;
  ReplayCache cache;
  if (ap_cstr_casecmp(text, "none") != 0) {
    const char* fault = ReplayMemory::make(cmd->pool, cmd->temp_pool, text, cache.memory);
    if (fault != nullptr) return refuse(cmd, text, fault);
  }
  server_config(cmd).replay_cache = cache;
  return nullptr;
}

const char* set_replay_failure(cmd_parms* cmd, void*, const char* text) {
  return set_word(cmd, server_config(cmd).dpop_refuses, kReplayFailures, text,
                  "write refuse or allow");
}

const char* set_dpop_window(cmd_parms* cmd, void*, const char* text) {
  std::int64_t seconds = 0;
  const char* end = text + std::strlen(text);
  const auto [read, error] = std::from_chars(text, end, seconds);
  if (error != std::errc() || read != end || seconds < 1 || seconds > 3600) {
    return refuse(cmd, text, "write a number of seconds from 1 to 3600");
  }
  server_config(cmd).dpop_window = seconds;
  return nullptr;
}

const char* set_dpop_nonce(cmd_parms* cmd, void* config, const char* text) {
  return set_word(cmd, directory_config(config).dpop_nonce, kOnOff, text, "write On or Off");
}

const char* set_cookie_proof(cmd_parms* cmd, void* config, int argc, char* const argv[]) {
  constexpr const char* kRemedy =
      "name one or more of token-binding, certificate and device, each once, the preferred first";
  if (argc == 0) return refuse(cmd, "", kRemedy);
  auto order = bind::ProofOrder::empty();
  for (const char* text : std::span(argv, static_cast<std::size_t>(argc))) {
    const auto* kind =
        std::ranges::find_if(verify::kProofKinds, [text](const verify::ProofKindText& one) {
          return ap_cstr_casecmp(one.word.data(), text) == 0;
        });
    if (kind == std::end(verify::kProofKinds) || !order.add(kind->kind)) {
      return refuse(cmd, text, kRemedy);
    }
  }
  directory_config(config).cookie_proof = order;
  if (order.has(verify::ProofKind::device)) server_config(cmd).binds_devices.value = true;
  return nullptr;
}

std::optional<int> number_in(const char* text, int lowest, int highest) {
  int number = 0;
  const char* end = text + std::string_view(text).size();
  const auto [rest, error] = std::from_chars(text, end, number);
  if (error != std::errc() || rest != end || number < lowest || number > highest) return {};
  return number;
}

const char* set_device_path(cmd_parms* cmd, void*, const char* path) {
  const std::string_view text(path);
  const bool usable =
      text.starts_with('/') && text.ends_with('/') && text.size() <= 200 &&
      text.find("//") == std::string_view::npos && text.find("/.") == std::string_view::npos &&
      std::ranges::all_of(text, [](char c) {
        return core::is_alphanumeric(c) || c == '/' || c == '-' || c == '_' || c == '.';
      });
  if (!usable) {
    return refuse(cmd, path,
                  "write a URL path of letters, digits, '-', '_' and '.' that begins and ends "
                  "with a slash");
  }
  server_config(cmd).device_path = path;
  return nullptr;
}

const char* set_device_lifetime(cmd_parms* cmd, void*, const char* text) {
  const auto seconds = number_in(text, 30, 3600);
  if (!seconds) return refuse(cmd, text, "write a number of seconds from 30 to 3600");
  server_config(cmd).device_lifetime = seconds;
  return nullptr;
}

const char* set_device_grace(cmd_parms* cmd, void* config, const char* text) {
  const auto seconds = number_in(text, 0, 3600);
  if (!seconds) return refuse(cmd, text, "write a number of seconds up to 3600");
  directory_config(config).device_grace = seconds;
  return nullptr;
}

// The list is kept as the JSON array that browsers get.
const char* set_device_initiators(cmd_parms* cmd, void*, int argc, char* const argv[]) {
  constexpr const char* kRemedy = "name hosts such as mail.example or *.example, or none alone";
  if (argc == 0) return refuse(cmd, "", kRemedy);
  if (argc == 1 && ap_cstr_casecmp(argv[0], "none") == 0) {
    server_config(cmd).device_initiators = "";
    return nullptr;
  }
  std::string list;
  for (const char* text : std::span(argv, static_cast<std::size_t>(argc))) {
    std::string_view host(text);
    if (host.starts_with("*.")) host.remove_prefix(2);
    const bool usable = !host.empty() && host != "none" && std::ranges::all_of(host, [](char c) {
      return core::is_alphanumeric(c) || c == '-' || c == '.' || c == ':';
    });
    if (!usable) return refuse(cmd, text, kRemedy);
    list += list.empty() ? "\"" : ", \"";
    list += text;
    list += '"';
  }
  server_config(cmd).device_initiators = copy_in(cmd->pool, list);
  return nullptr;
}

const char* set_proxy_enabled(cmd_parms* cmd, void* config, const char* text) {
  server_config(cmd).speaks_outgoing.value = true;
  return set_word(cmd, directory_config(config).proxy_enabled, kOnOff, text, "write On or Off");
}

const char* set_proxy_require(cmd_parms* cmd, void* config, const char* text) {
  server_config(cmd).speaks_outgoing.value = true;
  return set_word(cmd, directory_config(config).proxy_require, kOnOff, text, "write On or Off");
}

const char* set_proxy_key(cmd_parms* cmd, void* config, const char* name) {
  server_config(cmd).speaks_outgoing.value = true;
  if (ap_cstr_casecmp(name, "none") == 0) {
    directory_config(config).proxy_key = nullptr;
    return nullptr;
  }
  const bool is_uri = std::string_view(name).starts_with("pkcs11:");
  const char* path = is_uri ? name : ap_server_root_relative(cmd->pool, name);
  if (path == nullptr) return refuse(cmd, name, "write the path of a file, or a pkcs11: URI");
  const OutgoingKeyFile file = read_outgoing_key(cmd->pool, path);
  if (file.fault != nullptr) return refuse(cmd, is_uri ? "pkcs11:..." : path, file.fault);
  directory_config(config).proxy_key = file.key;
  return nullptr;
}

const char* ServerConfig::*const kProvidedEnv = &ServerConfig::provided_env;
const char* ServerConfig::*const kReferredEnv = &ServerConfig::referred_env;
const char* ServerConfig::*const kContextEnv = &ServerConfig::context_env;

// httpd's tables take what `info` points to as writable.
void* info_of(const char* ServerConfig::*const& member) {
  return const_cast<void*>(static_cast<const void*>(&member));
}

// OR_AUTHCFG alone is for <Directory>, <Location> and, with `AllowOverride AuthConfig`, .htaccess.
constexpr int kAlsoDirectory = RSRC_CONF | OR_AUTHCFG;

// A server without keys for its cookies does not start, which .htaccess files could not be part of.
constexpr int kNotHtaccess = RSRC_CONF | ACCESS_CONF;

// For the main server alone, which httpd has no word for in this table: the function checks it.
constexpr int kMainServer = RSRC_CONF;

const command_rec kDirectives[] = {
    AP_INIT_TAKE1("TokenBindingEnabled", set_enabled, nullptr, RSRC_CONF,
                  "On or Off: whether Token Binding is negotiated and verified"),
    AP_INIT_TAKE_ARGV("TokenBindingKeyParameters", set_key_parameters, nullptr, RSRC_CONF,
                      "the key parameters accepted, the preferred first"),
    AP_INIT_TAKE12("TokenBindingVersions", set_versions, nullptr, RSRC_CONF,
                   "the lowest and the highest version negotiated"),
    AP_INIT_TAKE_ARGV("TokenBindingTLSProtocols", set_tls_protocols, nullptr, RSRC_CONF,
                      "TLSv1.2, TLSv1.3 or both: where Token Binding is negotiated"),
    AP_INIT_TAKE1("TokenBindingInvalidAction", set_invalid_action, nullptr, RSRC_CONF,
                  "reject or ignore: what becomes of a request whose message is not valid"),
    AP_INIT_TAKE1("TokenBindingProvidedEnvVar", set_env_name, info_of(kProvidedEnv), RSRC_CONF,
                  "the environment variable for the provided Token Binding ID"),
    AP_INIT_TAKE1("TokenBindingReferredEnvVar", set_env_name, info_of(kReferredEnv), RSRC_CONF,
                  "the environment variable for the referred Token Binding ID"),
    AP_INIT_TAKE1("TokenBindingContextEnvVar", set_env_name, info_of(kContextEnv), RSRC_CONF,
                  "the environment variable for the Token Binding context"),
    AP_INIT_TAKE_ARGV("TokenBindingPassVar", add_pass_vars, nullptr, kAlsoDirectory,
                      "the values that applications get, or none"),
    AP_INIT_TAKE1("TokenBindingPassAs", set_pass_as, nullptr, kAlsoDirectory,
                  "both, headers or environment: where applications get them"),
    AP_INIT_TAKE1("TokenBindingIncludeReferred", set_include_referred, nullptr, kAlsoDirectory,
                  "On or Off: whether redirects ask the client for a referred binding"),
    AP_INIT_ITERATE("TokenBindingTrustedProxy", add_trusted_proxy, nullptr, RSRC_CONF,
                    "addresses of the proxies whose result headers are taken as verified"),
    AP_INIT_ITERATE("TokenBindingCookie", add_cookie, nullptr, kNotHtaccess,
                    "cookies that are sealed to the client's Token Binding ID, or none"),
    AP_INIT_TAKE1("TokenBindingCookieKeys", set_cookie_keys, nullptr, RSRC_CONF,
                  "the file with the JWK Set that seals and opens cookies"),
    AP_INIT_TAKE1("TokenBindingCookieUnbound", set_cookie_unbound, nullptr, kNotHtaccess,
                  "allow or refuse: what becomes of cookies without a binding"),
    AP_INIT_TAKE1("TokenBindingBearer", set_bearer, nullptr, kAlsoDirectory,
                  "off, optional or required: whether bearer tokens must be the client's own"),
    AP_INIT_ITERATE("TokenBindingMetricsFrom", add_metrics_reader, nullptr, kNotHtaccess,
                    "addresses to which the handler token-binding-metrics answers"),
    AP_INIT_TAKE1("TokenBindingDPoPReplayCache", set_replay_cache, nullptr, kMainServer,
                  "shmcb, memcache:HOST:PORT, redis:HOST:PORT or none: the memory of DPoP proofs"),
    AP_INIT_TAKE1("TokenBindingDPoPReplayFailure", set_replay_failure, nullptr, RSRC_CONF,
                  "refuse or allow: what becomes of a DPoP proof that cannot be remembered"),
    AP_INIT_TAKE1("TokenBindingDPoPWindow", set_dpop_window, nullptr, RSRC_CONF,
                  "seconds by which a DPoP proof's time may differ from the server's"),
    AP_INIT_TAKE1("TokenBindingDPoPNonce", set_dpop_nonce, nullptr, kAlsoDirectory,
                  "On or Off: whether DPoP proofs must hold a nonce of this server"),
    AP_INIT_TAKE_ARGV("TokenBindingCookieProof", set_cookie_proof, nullptr, kNotHtaccess,
                      "the kinds of proof that cookies are sealed to, the preferred first"),
    AP_INIT_TAKE1("TokenBindingDevicePath", set_device_path, nullptr, RSRC_CONF,
                  "the URL path of the endpoints of device-bound sessions"),
    AP_INIT_TAKE1("TokenBindingDeviceProofLifetime", set_device_lifetime, nullptr, RSRC_CONF,
                  "how many seconds a browser's proof lasts"),
    AP_INIT_TAKE1("TokenBindingDeviceGrace", set_device_grace, nullptr, kNotHtaccess,
                  "how many seconds a cookie may wait for its key where unbound ones are refused"),
    AP_INIT_TAKE_ARGV("TokenBindingDeviceRefreshInitiators", set_device_initiators, nullptr,
                      RSRC_CONF, "the hosts whose links may refresh a session, or none"),
    AP_INIT_TAKE1("TokenBindingProxyEnabled", set_proxy_enabled, nullptr, kNotHtaccess,
                  "On or Off: whether this server offers Token Binding to its backends"),
    AP_INIT_TAKE1("TokenBindingProxyKey", set_proxy_key, nullptr, kNotHtaccess,
                  "the key with which this server proves itself to backends, or none"),
    AP_INIT_TAKE1("TokenBindingProxyRequire", set_proxy_require, nullptr, kNotHtaccess,
                  "On or Off: whether a request goes to a backend only with a proof"),
    {nullptr, {nullptr}, nullptr, 0, RAW_ARGS, nullptr},
};

}  // namespace

const command_rec* directives() {
  return kDirectives;
}

}  // namespace tb::httpd
