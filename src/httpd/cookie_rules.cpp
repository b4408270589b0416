// SPDX-License-Identifier: Apache-2.0
#include "httpd/cookie_rules.h"

#include <http_request.h>

#include <string_view>

#include "bind/session_url.h"
#include "httpd/config.h"
#include "httpd/pool.h"
#include "httpd/request.h"

namespace tb::httpd {
namespace {

std::optional<bind::CookieRules> rules_by(const request_rec* r, const bind::CookieNames* names,
                                          bind::Unbound unbound) {
  const bind::CookieKeys* keys = config_of(r->server).cookie_keys;
  if (keys == nullptr || names == nullptr) return std::nullopt;
  bind::CookieRules rules{*names, *keys, unbound, {},
                          static_cast<std::size_t>(r->server->limit_req_fieldsize)};
  if (const policy::Judgement* judgement = judgement_of(r)) {
    rules.id_hash = judgement->proofs.hash(verify::ProofKind::token_binding);
  }
  return rules;
}

}  // namespace

std::optional<bind::CookieRules> request_cookie_rules(const request_rec* r) {
  const DirectoryConfig& directory = directory_config_of(r);
  return rules_by(r, directory.cookies.names,
                  directory.cookie_unbound.value_or(bind::Unbound::allow));
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
  const bind::CookieNames* names = nullptr;
  auto unbound = bind::Unbound::allow;
  for (const request_rec* one = r; one != nullptr; one = one->prev) {
    const DirectoryConfig& directory = directory_config_of(one);
    if (directory.cookie_unbound == bind::Unbound::refuse) unbound = bind::Unbound::refuse;
    if (directory.cookies.names == nullptr || directory.cookies.names == names) continue;
    if (names == nullptr) {
      names = directory.cookies.names;
      continue;
    }
    auto* all = make_in<bind::CookieNames>(r->pool, *names);
    all->add_all(*directory.cookies.names);
    names = all;
  }
  return rules_by(r, names, unbound);
}

}  // namespace tb::httpd
