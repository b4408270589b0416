// SPDX-License-Identifier: Apache-2.0
#include "httpd/dpop.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>

#include <string>

#include "bind/authorization.h"
#include "httpd/config.h"
#include "httpd/hooks.h"
#include "httpd/log.h"
#include "httpd/module_state.h"
#include "httpd/pool.h"
#include "httpd/replay_memory.h"
#include "httpd/request.h"
#include "httpd/theft_log.h"
#include "verify/dpop.h"
#include "verify/dpop_nonce.h"

namespace tb::httpd {
namespace {

using core::Cause;
using core::Error;
using core::Result;

constexpr const char* kDpop = "DPoP";

// With UseCanonicalName On the operator says what clients call this server; else they do.
const char* authority_of(const request_rec* r) {
  const auto* core =
      static_cast<const core_dir_config*>(ap_get_core_module_config(r->per_dir_config));
  auto* asked = const_cast<request_rec*>(r);  // httpd's own functions only read
  if (core->use_canonical_name == USE_CANONICAL_NAME_ON) {
    return apr_psprintf(r->pool, "%s:%u", ap_get_server_name_for_url(asked),
                        static_cast<unsigned>(ap_get_server_port(r)));
  }
  const char* host = r->hostname != nullptr ? r->hostname : r->server->server_hostname;
  const char* brackets = std::string_view(host).find(':') != std::string_view::npos ? "[%s]" : "%s";
  const char* name = host[0] == '[' ? host : apr_psprintf(r->pool, brackets, host);
  if (r->parsed_uri.port_str == nullptr) return name;
  return apr_psprintf(r->pool, "%s:%s", name, r->parsed_uri.port_str);
}

// uri_of returns what the client asked for. ServerName with a scheme is the operator's word where
// another server ends TLS.
const char* uri_of(const request_rec* r) {
  const std::string_view target = r->unparsed_uri != nullptr ? r->unparsed_uri : "/";
  const std::size_t scheme_end = target.find("://");
  const bool absolute = !target.starts_with('/') && scheme_end != std::string_view::npos;
  std::string_view path = target;
  if (absolute) {
    const std::string_view rest = target.substr(scheme_end + 3);
    path = rest.substr(std::min(rest.find_first_of("/?"), rest.size()));
  }
  return apr_pstrcat(r->pool, ap_http_scheme(r), "://", authority_of(r), copy_in(r->pool, path),
                     nullptr);
}

std::int64_t now_of(const request_rec* r) {
  return apr_time_sec(r->request_time);
}

// name_of is what a used proof is remembered by. The secret keeps clients from choosing where in
// the memory theirs lie; a memory that servers share has the same for all only if their key files
// are the same, so there the name has none.
Result<ossl::Sha256> name_of(const verify::DpopProof& proof, const ServerConfig& config) {
  std::string input;
  if (config.replays->began() != 0) {
    input.assign(reinterpret_cast<const char*>(config.dpop_key.data()), config.dpop_key.size());
  }
  input += proof.key.hash();  // of one length
  input += proof.jti;
  return ossl::sha256(core::as_bytes(input));
}

Result<void> remember(const request_rec* r, const verify::DpopProof& proof) {
  const ServerConfig& config = config_of(r->server);
  if (config.replays == nullptr) return core::success();  // TokenBindingDPoPReplayCache none
  if (proof.issued_at < config.replays->began()) return Error{Cause::kDpopTime};
  const auto name = name_of(proof, config);
  if (!name.ok()) return name.error();
  switch (config.replays->remember(r, name.value(), proof.issued_at + config.dpop.window + 1)) {
    case ReplayMemory::Answer::fresh:
      return core::success();
    case ReplayMemory::Answer::seen:
      return Error{Cause::kDpopReplayed};
    case ReplayMemory::Answer::unavailable:
      break;
  }
  if (const char* note = config.state->lost_proofs.admit(r->pool)) {
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                  "dpop: the memory of proofs %s, and this request %s%s",
                  config.replays->is_loaded() ? "is full or cannot be reached"
                                              : "is missing: load mod_socache_shmcb",
                  config.dpop.refuses_without_memory ? "is refused" : "goes on unchecked", note);
  }
  if (!config.dpop.refuses_without_memory) return core::success();
  return Error{Cause::kDpopMemory};
}

Result<verify::ProvedKey> prove(const request_rec* r, const Dpop& dpop,
                                std::string_view access_token) {
  const ServerConfig& config = config_of(r->server);
  if (dpop.field == nullptr) return Error{Cause::kDpopField};
  if (std::string_view(dpop.field).find(',') != std::string_view::npos) {
    return Error{Cause::kDpopField};
  }
  auto proof = verify::check_dpop_proof(dpop.field, {.method = r->method,
                                                     .uri = dpop.uri,
                                                     .access_token = access_token,
                                                     .now = now_of(r),
                                                     .window = config.dpop.window});
  if (!proof.ok()) return proof.error();
  if (directory_config_of(r).dpop_nonce.value_or(false) &&
      !(proof.value().nonce && verify::is_fresh_dpop_nonce(*proof.value().nonce, config.dpop_key,
                                                           now_of(r), config.dpop.window))) {
    return Error{Cause::kDpopNonce};
  }
  if (const auto remembered = remember(r, proof.value()); !remembered.ok()) {
    return remembered.error();
  }
  return std::move(proof).value().key;
}

void log_fault(const request_rec* r, const Error& fault) {
  if (fault.cause == Cause::kDpopReplayed &&
      log_theft(r, "dpop", core::explain(fault.cause).words.data())) {
    return;
  }
  log_refusal(r, "dpop", fault);
}

}  // namespace

const Dpop* judge_dpop(request_rec* r, Arrival& arrival) {
  if (arrival.authorization == nullptr) return nullptr;
  const auto authorization = bind::parse_authorization(arrival.authorization);
  if (!authorization || !authorization->is_dpop) return nullptr;
  if (arrival.dpop == nullptr) arrival.dpop = make_in<Dpop>(arrival.pool);
  Dpop& dpop = *arrival.dpop;
  if (dpop.verdict) return &dpop;
  auto key = prove(r, dpop, authorization->credentials);
  if (!key.ok()) {
    log_fault(r, key.error());
    counters_of(r).count(Event::dpop_refused);
    dpop.verdict = key.error();
    return &dpop;
  }
  counters_of(r).count(Event::dpop_verified);
  dpop.verdict = core::success();
  verify::Proofs proofs = arrival.judgement->proofs;
  proofs.dpop = std::move(key).value();
  add_proof(r, proofs);
  expose(r);
  return &dpop;
}

void challenge_dpop(request_rec* r, const Error* fault, const char* token_fault) {
  const char* error = "";
  if (fault != nullptr) {
    error =
        apr_psprintf(r->pool, " error=\"%s\", error_description=\"%s\",",
                     fault->cause == Cause::kDpopNonce ? "use_dpop_nonce" : "invalid_dpop_proof",
                     core::explain(fault->cause).token.data());
  } else if (token_fault != nullptr) {
    error =
        apr_psprintf(r->pool, " error=\"invalid_token\", error_description=\"%s\",", token_fault);
  }
  apr_table_addn(
      r->err_headers_out, "WWW-Authenticate",
      apr_psprintf(r->pool, "DPoP%s algs=\"%s\"", error, verify::kDpopAlgorithms.data()));
}

void send_dpop_nonce(request_rec* r) {
  const Arrival* arrival = arrival_of(r);
  if (arrival == nullptr || arrival->dpop == nullptr || !arrival->dpop->verdict) return;
  if (!directory_config_of(r).dpop_nonce.value_or(false)) return;
  const std::string nonce = verify::make_dpop_nonce(config_of(r->server).dpop_key, now_of(r));
  apr_table_unset(r->headers_out, "DPoP-Nonce");
  if (!nonce.empty()) apr_table_setn(r->err_headers_out, "DPoP-Nonce", copy_in(r->pool, nonce));
}

// Before anybody rewrites the target or takes the field away.
int remember_dpop(request_rec* r) {
  Arrival* arrival = arrival_of(r);
  if (arrival == nullptr || r->main != nullptr || r->prev != nullptr) return DECLINED;
  if (apr_table_get(r->headers_in, kDpop) == nullptr) return DECLINED;
  arrival->dpop = make_in<Dpop>(arrival->pool);
  arrival->dpop->field = apr_table_getm(arrival->pool, r->headers_in, kDpop);
  arrival->dpop->uri = uri_of(r);
  return DECLINED;
}

}  // namespace tb::httpd
