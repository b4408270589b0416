// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "httpd/exposure.h"
#include "httpd/module.h"
#include "policy/decision.h"

namespace tb::httpd {

struct CookieState;
struct Dpop;
struct DeviceState;

// Arrival is one request as a client sent it. The request_recs that httpd makes of it (internal
// redirects, subrequests, error pages) share it.
struct Arrival {
  apr_pool_t* pool;                     // of the request_rec that arrived: it outlives all others
  const policy::Judgement* judgement;   // never null; replaced when something more is proved
  const char* authorization = nullptr;  // the Authorization field as it came, until it is refused
  CookieState* cookies = nullptr;       // once the first cookie was looked at
  Dpop* dpop = nullptr;                 // for a request with a DPoP field or scheme
  DeviceState* device = nullptr;        // where a virtual host binds cookies to devices
};

// Question is a `Require` of this module that stands between a request_rec and its handler, with
// its answer so far.
struct Question {
  const char* requirement;  // as the operator wrote it
  bool met;
};

// Slot is what this module keeps with one request_rec.
struct Slot {
  Arrival* arrival;                  // never null
  Exposure exposure;                 // what its own tables hold
  std::optional<Question> question;  // none once it was let in
  bool kept_from_cache = false;      // mod_cache must not store its response
};

// slot_of returns the slot of a request_rec, made when it is first asked for; null where the
// request that arrived was not judged yet. It lives as long as the request_rec.
Slot* slot_of(request_rec* r);

// arrival_of returns what `r` comes from, and judgement_of what was proved on that; both are null
// where it was not judged yet. For a request that httpd refused while reading it, nothing is
// proved.
Arrival* arrival_of(const request_rec* r);

inline const policy::Judgement* judgement_of(const request_rec* r) {
  const Arrival* arrival = arrival_of(r);
  return arrival != nullptr ? arrival->judgement : nullptr;
}

// add_proof replaces what a request has proved: from now on each of its request_recs has the new
// value. `proofs` is a copy of the old value with more in it.
void add_proof(request_rec* r, const verify::Proofs& proofs);

}  // namespace tb::httpd
