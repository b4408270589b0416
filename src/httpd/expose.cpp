// SPDX-License-Identifier: Apache-2.0
#include <apr_strings.h>

#include <cstring>
#include <string_view>

#include "core/base64url.h"
#include "core/parameters.h"
#include "httpd/config.h"
#include "httpd/exposure.h"
#include "httpd/hooks.h"
#include "httpd/pool.h"
#include "httpd/request.h"

namespace tb::httpd {
namespace {

using policy::ExportName;
using policy::ExportRow;
using policy::PassAs;

const char* version_text(apr_pool_t* pool, core::Version version) {
  if (version == core::kVersion1_0) return "1.0";  // the one in use
  return copy_in(pool, core::to_text(version));
}

const char* proof_text(apr_pool_t* pool, const verify::Proofs& proofs) {
  const std::string text = policy::proof_text(proofs);
  return text.empty() ? "" : copy_in(pool, text);
}

const char* key_hash(const std::optional<verify::ProvedKey>& key) {
  return key ? key->hash().c_str() : nullptr;
}

const char* value_of_connection(ExportName name, const tls::ConnectionBinding& binding,
                                apr_pool_t* pool) {
  const core::Negotiated& negotiated = binding.negotiated;
  if (name == ExportName::version) return version_text(pool, negotiated.version);
  if (name == ExportName::key_parameters) return core::to_text(negotiated.key_parameters).data();
  return copy_in(pool,
                 core::base64url_encode(core::encode_context(negotiated, binding.ekm.view())));
}

const char* value_of_bindings(ExportName name, const verify::VerifiedBindings& bindings) {
  const auto& referred = bindings.referred();
  switch (name) {
    case ExportName::provided:
      return bindings.provided().text.c_str();
    case ExportName::provided_hash:
      return bindings.provided().hash.c_str();
    case ExportName::referred:
      return referred ? referred->text.c_str() : nullptr;
    case ExportName::referred_hash:
      return referred ? referred->hash.c_str() : nullptr;
    case ExportName::other:
      return bindings.others_text().empty() ? nullptr : bindings.others_text().c_str();
    default:
      return nullptr;
  }
}

// value_of returns null where the request has no such value. The context holds the EKM, so it goes
// only with IDs that were verified here.
const char* value_of(ExportName name, const policy::Judgement& judgement, apr_pool_t* pool) {
  const verify::Proofs& proofs = judgement.proofs;
  switch (name) {
    case ExportName::provided:
    case ExportName::referred:
    case ExportName::other:
    case ExportName::provided_hash:
    case ExportName::referred_hash:
      return proofs.bindings ? value_of_bindings(name, *proofs.bindings) : nullptr;
    case ExportName::context:
      if (!proofs.bindings) return nullptr;
      [[fallthrough]];
    case ExportName::version:
    case ExportName::key_parameters:
      return judgement.binding ? value_of_connection(name, *judgement.binding, pool) : nullptr;
    case ExportName::message:
      return judgement.message;
    case ExportName::status:
      return policy::to_text(judgement.decision.status).data();
    case ExportName::proof:
      return proof_text(pool, proofs);
    case ExportName::fingerprint:
      return key_hash(proofs.certificate);
    case ExportName::device_hash:
      return key_hash(proofs.device);
    case ExportName::dpop_hash:
      return key_hash(proofs.dpop);
    case ExportName::kCount:
      break;
  }
  return nullptr;
}

// may_have_headers spares TRACE, whose answer is the request as it was received (RFC 9110 9.3.8):
// ours would come back to the client's scripts. And a forward proxy does not introduce its client
// to strangers: an ID tells the same one again wherever it goes (RFC 8473 6).
bool may_have_headers(const request_rec* r) {
  return r->method_number != M_TRACE && r->proxyreq != PROXYREQ_PROXY;
}

// Backends get what the connection negotiated only with verified IDs, and `proof` only with a
// proof.
bool has_header_value(const ExportRow& row, const policy::Judgement& judgement, const char* value) {
  if (row.name == ExportName::version || row.name == ExportName::key_parameters) {
    return judgement.proofs.bindings != nullptr;
  }
  return *value != '\0';
}

void compute(Exposure& exposure, apr_pool_t* pool) {
  const policy::DirectorySettings& settings = exposure.settings;
  const EnvNames& names = config_of(exposure.server).env_names;
  for (const ExportRow& row : policy::export_rows()) {
    const bool passed = settings.pass.has(row.name);
    if (!passed && !row.always_variable) continue;
    Exposed exposed;
    exposed.value = value_of(row.name, *exposure.judgement, pool);
    if (exposed.value == nullptr) continue;
    if (row.always_variable || settings.pass_as != PassAs::headers) {
      exposed.variable = names[static_cast<std::size_t>(row.name)];
    }
    const bool as_header = settings.pass_as != PassAs::environment || row.variable == nullptr;
    if (exposure.headers && passed && as_header &&
        has_header_value(row, *exposure.judgement, exposed.value)) {
      exposed.header = row.header;
    }
    exposure.values[static_cast<std::size_t>(row.name)] = exposed;
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

// inherited_by returns what an earlier request_rec left in the tables that `r` was made with: a
// subrequest has its page's, an internal redirect the header fields of the one before it, whose
// variables were renamed. Null for the request that arrived.
const Exposure* inherited_by(request_rec* r) {
  request_rec* before = r->prev != nullptr ? r->prev : r->main;
  for (; before != nullptr; before = before->prev != nullptr ? before->prev : before->main) {
    const auto* slot = static_cast<const Slot*>(
        ap_get_module_config(before->request_config, &token_binding_module));
    if (slot != nullptr && slot->exposure.judgement != nullptr) return &slot->exposure;
  }
  return nullptr;
}

bool same_text(const char* left, const char* right) {
  return left == right || (left != nullptr && right != nullptr && std::strcmp(left, right) == 0);
}

// replace_header and replace_variable change one entry from what it is to what it should be.
void replace_header(request_rec* r, const Exposed& old, const Exposed& now, bool inherited) {
  if (old.header == now.header && same_text(old.value, now.value)) return;
  if (old.header != nullptr) {
    apr_table_unset(r->headers_in, old.header);
    if (inherited) forget_cgi_variable(r, old.header);
  }
  if (now.header != nullptr) apr_table_setn(r->headers_in, now.header, now.value);
}

void replace_variable(request_rec* r, const Exposed& old, const Exposed& now, bool renamed) {
  const bool same = old.variable == now.variable && same_text(old.value, now.value);
  if (same && !renamed) return;
  if (old.variable != nullptr) forget_variable(r, old.variable);
  if (now.variable != nullptr) apr_table_setn(r->subprocess_env, now.variable, now.value);
}

void replace(request_rec* r, const ExposedValues& held, const ExposedValues& wanted, bool renamed) {
  const bool inherited = r->main != nullptr || r->prev != nullptr;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    replace_header(r, held[i], wanted[i], inherited);
    replace_variable(r, held[i], wanted[i], renamed);
  }
}

// add fills tables that hold nothing of ours yet: apr_table_setn would look for each name first.
void add(request_rec* r, const ExposedValues& wanted) {
  for (const Exposed& now : wanted) {
    if (now.header != nullptr) apr_table_addn(r->headers_in, now.header, now.value);
    if (now.variable != nullptr) apr_table_addn(r->subprocess_env, now.variable, now.value);
  }
}

}  // namespace

void expose(request_rec* r) {
  Slot* slot = slot_of(r);
  if (slot == nullptr) return;
  Exposure& own = slot->exposure;
  const policy::DirectorySettings settings = settings_of(directory_config_of(r));
  Exposure wanted{slot->arrival->judgement, r->server, settings, may_have_headers(r), {}};
  if (own.same_origin(wanted)) return;
  const bool first = own.judgement == nullptr;
  const Exposure* held = first ? inherited_by(r) : &own;
  const bool renamed = first && r->prev != nullptr;
  if (held != nullptr && !renamed && held->same_origin(wanted)) {
    own = *held;
    return;
  }
  compute(wanted, r->pool);
  if (held == nullptr) {
    add(r, wanted.values);
  } else {
    // A subrequest shares the header fields of its page.
    if (r->main != nullptr) r->headers_in = apr_table_copy(r->pool, r->headers_in);
    replace(r, held->values, wanted.values, renamed);
  }
  own = wanted;
}

// Only now is it known what <Location> and .htaccess say of this URL, or of the one that an
// internal redirect led to; and that it is another server's.
int expose_for_directory(request_rec* r) {
  expose(r);
  return DECLINED;
}

void forget_variable(request_rec* r, const char* name) {
  apr_table_unset(r->subprocess_env, name);
  for (const request_rec* one = r; one->prev != nullptr; one = one->prev) {
    name = apr_pstrcat(r->pool, "REDIRECT_", name, nullptr);
    apr_table_unset(r->subprocess_env, name);
  }
}

}  // namespace tb::httpd
