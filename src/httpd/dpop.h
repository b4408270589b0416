// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/result.h"
#include "httpd/module.h"

namespace tb::httpd {

struct Arrival;

// Dpop is what a request brought of RFC 9449 besides its token, and what came of judging it.
struct Dpop {
  const char* field = nullptr;                // the DPoP field; several are joined by a comma
  const char* uri = nullptr;                  // what the client asked for, as it wrote it
  std::optional<core::Result<void>> verdict;  // once a directory with TokenBindingBearer asked
};

// judge_dpop judges the proof of a request whose Authorization is DPoP, once; its key becomes one
// of the request's proofs. Null for a request of another scheme.
const Dpop* judge_dpop(request_rec* r, Arrival& arrival);

// challenge_dpop adds a WWW-Authenticate for DPoP (RFC 9449 7.1, 9): with `fault`, why the proof
// was refused; without, `token_fault` about the token, or only what is accepted here where both are
// null.
void challenge_dpop(request_rec* r, const core::Error* fault, const char* token_fault);

// send_dpop_nonce adds DPoP-Nonce to the response of a request that came with DPoP, where
// TokenBindingDPoPNonce is on.
void send_dpop_nonce(request_rec* r);

}  // namespace tb::httpd
