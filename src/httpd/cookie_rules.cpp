// SPDX-License-Identifier: Apache-2.0
#include "httpd/cookie_rules.h"

#include <http_request.h>

#include <string_view>

#include "bind/session_url.h"
#include "httpd/config.h"
#include "httpd/device.h"
#include "httpd/pool.h"
#include "httpd/request.h"

namespace tb::httpd {
namespace {

// Written is what an operator wrote for a request, or for several that lead to one response.
struct Written {
  const bind::CookieNames* names = nullptr;
  bind::Unbound unbound = bind::Unbound::allow;
  bind::ProofOrder order;
  int grace = 60;
};

std::optional<bind::CookieRules> rules_by(const request_rec* r, const Written& written) {
  const bind::CookieKeys* keys = config_of(r->server).cookie_keys;
  if (keys == nullptr || written.names == nullptr) return std::nullopt;
  bind::CookieRules rules{.names = *written.names, .keys = *keys, .unbound = written.unbound};
  rules.max_seal = static_cast<std::size_t>(r->server->limit_req_fieldsize);
  rules.order = written.order;
  rules.now = apr_time_sec(r->request_time);
  rules.grace = written.grace;
  const Arrival* arrival = arrival_of(r);
  if (arrival == nullptr) return rules;
  const verify::Proofs& proofs = arrival->judgement->proofs;
  rules.id_hash = proofs.hash(verify::ProofKind::token_binding);
  rules.certificate_hash = proofs.hash(verify::ProofKind::certificate);
  if (arrival->device != nullptr) rules.devices = arrival->device->proofs;
  return rules;
}

Written written_for(const DirectoryConfig& directory) {
  Written written;
  written.names = directory.cookies.names;
  written.unbound = directory.cookie_unbound.value_or(written.unbound);
  written.order = directory.cookie_proof.value_or(written.order);
  written.grace = directory.device_grace.value_or(written.grace);
  return written;
}

}  // namespace

std::optional<bind::CookieRules> request_cookie_rules(const request_rec* r) {
  return rules_by(r, written_for(directory_config_of(r)));
}

std::optional<bind::CookieRules> location_cookie_rules(request_rec* r) {
  char* uri = r->uri;
  ap_conf_vector_t* config = r->per_dir_config;
  r->uri = copy_in(r->pool, bind::without_parameters(uri));
  r->per_dir_config = r->server->lookup_defaults;
  ap_location_walk(r);
  const auto rules = request_cookie_rules(r);
  r->uri = uri;
  r->per_dir_config = config;
  return rules;
}

std::optional<bind::CookieRules> response_cookie_rules(const request_rec* r) {
  Written written = written_for(directory_config_of(r));
  for (const request_rec* one = r->prev; one != nullptr; one = one->prev) {
    const DirectoryConfig& directory = directory_config_of(one);
    if (directory.cookie_unbound == bind::Unbound::refuse) written.unbound = bind::Unbound::refuse;
    if (directory.cookies.names == nullptr || directory.cookies.names == written.names) continue;
    if (written.names == nullptr) {
      written.names = directory.cookies.names;
      written.order = directory.cookie_proof.value_or(written.order);
      continue;
    }
    auto* all = make_in<bind::CookieNames>(r->pool, *written.names);
    all->add_all(*directory.cookies.names);
    written.names = all;
  }
  return rules_by(r, written);
}

}  // namespace tb::httpd
