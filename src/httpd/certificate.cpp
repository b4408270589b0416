// SPDX-License-Identifier: Apache-2.0
#include "verify/certificate.h"

#include "httpd/certificate.h"
#include "httpd/config.h"
#include "httpd/connection.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"
#include "httpd/request.h"
#include "httpd/trusted_proxy.h"

namespace tb::httpd {
namespace {

// Nearly no client has one, and asking mod_ssl costs more than all else that a request without a
// Token Binding message costs here.
bool has_certificate(const request_rec* r) {
  const Connection* connection = connection_of(r->connection);
  return connection != nullptr && connection->handshake.client_has_certificate();
}

}  // namespace

std::optional<verify::ProvedKey> proved_certificate(request_rec* r) {
  const auto lookup = config_of(r->server).state->ssl_var_lookup;
  if (lookup == nullptr || !has_certificate(r)) return {};
  // A trusted proxy's certificate is not its clients': a token bound to it would be everybody's.
  if (comes_from_trusted_proxy(r)) return {};
  char variable[] = "SSL_CLIENT_CERT";  // mod_ssl has it as PEM only
  const char* pem = lookup(r->pool, r->server, r->connection, r, variable);
  if (pem == nullptr || *pem == '\0') return {};
  auto proved = verify::proved_certificate(pem);
  if (!proved.ok()) return {};
  return std::move(proved).value();
}

// Per-directory SSLVerifyClient asks for a certificate in mod_ssl's own access check. A subrequest
// gets what its request has learnt.
int learn_certificate(request_rec* r) {
  const policy::Judgement* judgement = judgement_of(r);
  if (judgement == nullptr || r->main != nullptr || !has_certificate(r)) return DECLINED;
  std::optional<verify::ProvedKey> certificate = proved_certificate(r);
  if (certificate == judgement->proofs.certificate) return DECLINED;
  verify::Proofs proofs = judgement->proofs;
  proofs.certificate = std::move(certificate);
  add_proof(r, proofs);
  expose(r);
  return DECLINED;
}

}  // namespace tb::httpd
