// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/config.h"
#include "httpd/module.h"
#include "httpd/module_state.h"

namespace tb::httpd {

// log_theft writes at `warn`, once a second in each child, that a request brought what is bound to
// a key which it does not prove: `<stage>: <what>, sent by <address>`. It returns false for a line
// that was left out, and counted. `what` has nothing that the client sent.
inline bool log_theft(const request_rec* r, const char* stage, const char* what) {
  const char* note = config_of(r->server).state->thefts.admit(r->pool);
  if (note == nullptr) return false;
  ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r, "%s: %s, sent by %s%s", stage, what,
                r->useragent_ip, note);
  return true;
}

}  // namespace tb::httpd
