// SPDX-License-Identifier: Apache-2.0
#include "httpd/expose.h"

#include <apr_strings.h>
#include <http_config.h>
#include <http_request.h>

#include <optional>

#include "core/base64url.h"
#include "core/parameters.h"
#include "httpd/certificate.h"
#include "httpd/config.h"
#include "httpd/pool.h"
#include "policy/exports.h"
#include "policy/reserved_names.h"

namespace tb::httpd {
namespace {

using policy::ExportName;
using policy::PassAs;
using policy::PassVar;

// For these, TOKEN_BINDING_* is the environment's name and is always there.
constexpr bool header_only(ExportName name) {
  return name == ExportName::provided_hash || name == ExportName::referred_hash ||
         name == ExportName::version || name == ExportName::key_parameters;
}

const char* env_name(const EnvNames& names, ExportName name) {
  switch (name) {
    case ExportName::provided:
      return names.provided;
    case ExportName::referred:
      return names.referred;
    case ExportName::context:
      return names.context;
    default:
      return policy::header_name(name);
  }
}

const char* version_text(apr_pool_t* pool, core::Version version) {
  if (version == core::kVersion1_0) return "1.0";  // the one in use
  return copy_in(pool, core::to_text(version));
}

// The context holds the EKM, so it is made only for those who ask for it.
const char* context_text(apr_pool_t* pool, const tls::ConnectionBinding& binding) {
  const core::Context context = core::encode_context(binding.negotiated, binding.ekm.view());
  return copy_in(pool, core::base64url_encode(context));
}

std::optional<policy::NegotiatedText> negotiated_text(Request& request, policy::PassSet pass) {
  if (!request.binding) return {};
  policy::NegotiatedText text{};
  if (pass.has(PassVar::parameters)) {
    const core::Negotiated& negotiated = request.binding->negotiated;
    text.version = version_text(request.pool, negotiated.version);
    text.key_parameters = core::to_text(negotiated.key_parameters).data();
  }
  if (pass.has(PassVar::context) && request.context == nullptr) {
    request.context = context_text(request.pool, *request.binding);
  }
  text.context = request.context;
  return text;
}

constexpr const char* kStatus = "TOKEN_BINDING_STATUS";
constexpr const char* kVersion = "TOKEN_BINDING_VERSION";
constexpr const char* kKeyParameters = "TOKEN_BINDING_KEY_PARAMETERS";
constexpr const char* kProvidedHash = "TOKEN_BINDING_PROVIDED_HASH";
constexpr const char* kReferredHash = "TOKEN_BINDING_REFERRED_HASH";

// Put writes a pair into a table: apr_table_addn where there can be none of that name yet, since
// apr_table_setn looks for it first.
using Put = decltype(&apr_table_setn);

// set_facts gives logs, rewriting and expressions what they need; names safe for a shell.
void set_facts(request_rec* r, const Request& request, Put put) {
  apr_table_t* env = r->subprocess_env;
  put(env, kStatus, policy::to_text(request.decision.status).data());
  if (request.binding) {
    const core::Negotiated& negotiated = request.binding->negotiated;
    put(env, kVersion, version_text(r->pool, negotiated.version));
    put(env, kKeyParameters, core::to_text(negotiated.key_parameters).data());
  }
  if (request.verified == nullptr) return;
  put(env, kProvidedHash, request.verified->provided().hash.c_str());
  if (request.verified->referred()) {
    put(env, kReferredHash, request.verified->referred()->hash.c_str());
  }
}

// set_header spares TRACE, whose answer is the request as it was received (RFC 9110 9.3.8): ours
// would come back to the client's scripts. And a forward proxy does not introduce its client to
// strangers: an ID tells the same one again wherever it goes (RFC 8473 6).
void set_header(request_rec* r, const char* name, const char* value, Put put) {
  if (r->method_number == M_TRACE || r->proxyreq == PROXYREQ_PROXY) return;
  put(r->headers_in, name, value);
}

void set_value(request_rec* r, const EnvNames& names, PassAs pass_as, const policy::Export& item,
               Put put) {
  if (pass_as != PassAs::headers && !header_only(item.name)) {
    put(r->subprocess_env, env_name(names, item.name), item.value);
  }
  if (pass_as != PassAs::environment) {
    set_header(r, policy::header_name(item.name), item.value, put);
  }
}

// Once CGI has made variables of a request's fields (ap_add_common_vars), subrequests and internal
// redirects inherit those.
void forget_cgi_variable(request_rec* r, const char* header) {
  char* name = apr_pstrcat(r->pool, "HTTP_", header, nullptr);
  for (char* c = name; *c != '\0'; ++c) {
    if (*c == '-') *c = '_';
  }
  ap_str_toupper(name);
  forget_variable(r, name);
}

void withdraw(request_rec* r, const EnvNames& names) {
  const bool inherits = r->main != nullptr || r->prev != nullptr;
  const auto withdraw_header = [r, inherits](const char* header) {
    apr_table_unset(r->headers_in, header);
    if (inherits) forget_cgi_variable(r, header);
  };
  for (std::size_t i = 0; i < policy::kExportNames; ++i) {
    const auto name = static_cast<ExportName>(i);
    apr_table_unset(r->subprocess_env, env_name(names, name));
    withdraw_header(policy::header_name(name));
  }
  withdraw_header(policy::kMessageField.data());
}

// What was told before an internal redirect is told anew, perhaps less of it.
void forget_renamed(request_rec* r, const EnvNames& names) {
  for (const char* fact : {kStatus, kVersion, kKeyParameters, kProvidedHash, kReferredHash}) {
    forget_variable(r, fact);
  }
  for (std::size_t i = 0; i < policy::kExportNames; ++i) {
    forget_variable(r, env_name(names, static_cast<ExportName>(i)));
  }
}

// A subrequest keeps in its own slot under which settings its tables were filled, if they are not
// those of the request that it is part of, whose tables it has else.
const policy::DirectorySettings* own_settings(const request_rec* subrequest) {
  return static_cast<const policy::DirectorySettings*>(
      ap_get_module_config(subrequest->request_config, &token_binding_module));
}

bool is_exposed_under(const request_rec* r, const policy::DirectorySettings& settings,
                      const Request& request) {
  for (; r->main != nullptr; r = r->main) {
    if (const auto* own = own_settings(r)) return *own == settings;
  }
  return request.exposed_under == settings;
}

void expose_to_subrequest(request_rec* r, const policy::DirectorySettings& settings,
                          const Request& request) {
  // The environment is the subrequest's own copy, but the header is its request's.
  r->headers_in = apr_table_copy(r->pool, r->headers_in);
  Request subrequest = request;
  expose(r, subrequest);
  ap_set_module_config(r->request_config, &token_binding_module,
                       make_in<policy::DirectorySettings>(r->pool, settings));
}

// Only now is it known what <Location> and .htaccess say of this URL, or of the one that an
// internal redirect led to; and that it is another server's.
int expose_for_directory(request_rec* r) {
  Request* request = request_of(r);
  if (request == nullptr) return DECLINED;
  const bool redirected = r->prev != nullptr;
  if (redirected) forget_renamed(r, config_of(r->server).env_names);
  if (redirected || r->proxyreq == PROXYREQ_PROXY ||
      request->exposed_under != settings_of(directory_config_of(r))) {
    expose(r, *request);
  }
  return DECLINED;
}

// httpd asks no header parser about subrequests, and mod_dir moves a request to the settings of its
// DirectoryIndex after it was asked.
int expose_for_handler(request_rec* r) {
  Request* request = request_of(r);
  if (request == nullptr) return DECLINED;
  const policy::DirectorySettings settings = settings_of(directory_config_of(r));
  // A subrequest that was redirected has its environment renamed, and nothing in its place.
  const bool redirected = r->main != nullptr && r->prev != nullptr;
  if (redirected) forget_renamed(r, config_of(r->server).env_names);
  if (!redirected && is_exposed_under(r, settings, *request)) return DECLINED;
  if (settings.pass.has(PassVar::fingerprint) && request->fingerprint == nullptr) {
    request->fingerprint = certificate_fingerprint(r, request->pool);
  }
  if (r->main != nullptr) {
    expose_to_subrequest(r, settings, *request);
  } else {
    expose(r, *request);
  }
  return DECLINED;
}

}  // namespace

void expose(request_rec* r, Request& request) {
  const policy::DirectorySettings settings = settings_of(directory_config_of(r));
  const EnvNames& names = config_of(r->server).env_names;
  const bool again = request.exposed_under.has_value();
  const Put put = again ? apr_table_setn : apr_table_addn;
  if (again) withdraw(r, names);
  request.exposed_under = settings;
  set_facts(r, request, put);
  if (request.verified != nullptr) {
    const auto connection = negotiated_text(request, settings.pass);
    const auto exports = policy::exports_of(*request.verified, connection, settings.pass);
    for (const policy::Export& item : exports.items()) {
      set_value(r, names, settings.pass_as, item, put);
    }
    if (settings.pass.has(PassVar::message) && request.message != nullptr) {
      set_header(r, policy::kMessageField.data(), request.message, put);
    }
  }
  expose_fingerprint(r, request);
}

void forget_variable(request_rec* r, const char* name) {
  apr_table_unset(r->subprocess_env, name);
  for (const request_rec* one = r; one->prev != nullptr; one = one->prev) {
    name = apr_pstrcat(r->pool, "REDIRECT_", name, nullptr);
    apr_table_unset(r->subprocess_env, name);
  }
}

void expose_fingerprint(request_rec* r, const Request& request) {
  if (request.fingerprint == nullptr) return;
  const policy::DirectorySettings settings = settings_of(directory_config_of(r));
  if (!settings.pass.has(PassVar::fingerprint)) return;
  set_value(r, config_of(r->server).env_names, settings.pass_as,
            {ExportName::fingerprint, request.fingerprint}, apr_table_setn);
}

void register_expose_hooks(apr_pool_t*) {
  ap_hook_header_parser(expose_for_directory, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
  // What an operator writes with RequestHeader has the last word.
  static const char* const kAfter[] = {"mod_dir.c", nullptr};
  static const char* const kBefore[] = {"mod_headers.c", nullptr};
  ap_hook_fixups(expose_for_handler, kAfter, kBefore, APR_HOOK_LAST);
}

}  // namespace tb::httpd
