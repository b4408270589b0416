// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "httpd/module.h"

namespace tb::httpd {

// log_refusal writes the one line that a client's fault gets: `<stage>: <what> (<token>, offset
// N)`. Nothing that the client sent is in it.
inline void log_refusal(const request_rec* r, const char* stage, core::Error error) {
  if (!APLOG_R_IS_LEVEL(r, APLOG_INFO)) return;
  const core::CauseText& text = core::explain(error.cause);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "%s: %s (%s, offset %u)", stage, text.words.data(),
                text.token.data(), error.offset);
}

}  // namespace tb::httpd
