// SPDX-License-Identifier: Apache-2.0
#include "httpd/certificate.h"

#include <apr_strings.h>
#include <http_request.h>
#include <openssl/pem.h>

#include <array>
#include <string_view>

#include "core/base64url.h"
#include "httpd/config.h"
#include "httpd/connection.h"
#include "httpd/expose.h"
#include "httpd/process.h"
#include "httpd/trusted_proxy.h"
#include "ossl/error_queue.h"
#include "ossl/owned.h"

namespace tb::httpd {
namespace {

// mod_ssl tells certificates only as PEM.
const char* fingerprint_of_pem(apr_pool_t* pool, std::string_view pem) {
  const ossl::ErrorQueueMark mark;
  const ossl::Owned<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!in) return nullptr;
  const ossl::Owned<X509> certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  if (!certificate) return nullptr;
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), digest.data(), &length) != 1 ||
      length != digest.size()) {
    return nullptr;
  }
  const std::string text = core::base64url_encode(digest);
  return apr_pstrmemdup(pool, text.data(), text.size());
}

// Nearly no client has one, and asking mod_ssl costs more than all else that a request without a
// Token Binding message costs here.
bool has_certificate(const request_rec* r) {
  const Connection* connection = connection_of(r->connection);
  return connection != nullptr && connection->handshake.client_has_certificate();
}

// Per-directory SSLVerifyClient asks for a certificate in mod_ssl's own access check, so this one
// comes after it and before authentication. A subrequest gets what its request has learnt.
int pass_fingerprint(request_rec* r) {
  if (!has_certificate(r)) return DECLINED;
  Request* request = request_of(r);
  if (request == nullptr || r->main != nullptr) return DECLINED;
  if (!settings_of(directory_config_of(r)).pass.has(policy::PassVar::fingerprint)) return DECLINED;
  request->fingerprint = certificate_fingerprint(r, request->pool);
  expose_fingerprint(r, *request);
  return DECLINED;
}

}  // namespace

const char* certificate_fingerprint(request_rec* r, apr_pool_t* pool) {
  const auto lookup = config_of(r->server).process->ssl_var_lookup;
  if (lookup == nullptr || !has_certificate(r)) return nullptr;
  // A trusted proxy's certificate is not its clients': a token bound to it would be everybody's.
  if (comes_from_trusted_proxy(r)) return nullptr;
  char variable[] = "SSL_CLIENT_CERT";
  const char* pem = lookup(r->pool, r->server, r->connection, r, variable);
  if (pem == nullptr || *pem == '\0') return nullptr;
  return fingerprint_of_pem(pool, pem);
}

void register_certificate_hooks(apr_pool_t*) {
  static const char* const kAfter[] = {"mod_ssl.c", nullptr};
  ap_hook_check_access(pass_fingerprint, kAfter, nullptr, APR_HOOK_LAST, AP_AUTH_INTERNAL_PER_CONF);
}

}  // namespace tb::httpd
