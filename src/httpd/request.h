// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "httpd/module.h"
#include "policy/decision.h"
#include "tls/connection_binding.h"
#include "verify/verified_bindings.h"

namespace tb::httpd {

struct CookieState;

// Asked is the last `Require token-binding` that was put to a request, and its answer.
struct Asked {
  policy::Requirement requirement;
  bool met;
};

// Request is the outcome of judging one request. Internal redirects and subrequests take the
// original's: the message is never judged twice.
struct Request {
  apr_pool_t* pool = nullptr;  // the original request's, which outlives its subrequests
  policy::Decision decision;
  // What it was judged by, also when there was no message; null unless Token Binding was
  // negotiated. The connection's own may change while the request runs (RFC 8473 3).
  std::shared_ptr<const tls::ConnectionBinding> binding;
  std::shared_ptr<const verify::VerifiedBindings> verified;
  const char* message = nullptr;      // the text of a valid one
  const char* context = nullptr;      // made when first asked for
  const char* fingerprint = nullptr;  // of the client's certificate, once known
  std::optional<policy::DirectorySettings> exposed_under;
  std::optional<Asked> asked;           // until the request is let in
  CookieState* cookies = nullptr;       // once the first cookie was looked at
  const char* authorization = nullptr;  // as it came, for TokenBindingBearer
  bool bearer_refused = false;
};

// original_of gives the request that arrived, of which `r` may be a redirect or a subrequest.
inline const request_rec* original_of(const request_rec* r) {
  while (r->main != nullptr || r->prev != nullptr) r = r->main != nullptr ? r->main : r->prev;
  return r;
}

// request_of gives the outcome for `r` or what it came from; null before it was judged. That of a
// request which httpd refused while reading it says that nothing is known. Inline: each hook asks.
inline Request* request_of(const request_rec* r) {
  return static_cast<Request*>(
      ap_get_module_config(original_of(r)->request_config, &token_binding_module));
}

void register_request_hooks(apr_pool_t* pool);

}  // namespace tb::httpd
