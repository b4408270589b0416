// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <apr_strings.h>

#include "core/result.h"
#include "httpd/module.h"

namespace tb::httpd {

// log_refusal writes the one line that a client's fault gets: `<stage>: <what> (<token>, offset
// N)`. Nothing that the client sent is in it. What no client can bring about is the operator's: an
// OpenSSL that lacks an algorithm, say, or memory.
inline void log_refusal(const request_rec* r, const char* stage, core::Error error) {
  const int level = error.cause == core::Cause::kLibrary ? APLOG_ERR : APLOG_INFO;
  if (!APLOG_R_IS_LEVEL(r, level)) return;
  const core::CauseText& text = core::explain(error.cause);
  ap_log_rerror(APLOG_MARK, level, 0, r, "%s: %s (%s, offset %u)", stage, text.words.data(),
                text.token.data(), error.offset);
}

// describe_host returns the name of a virtual host and where its section begins, for faults that
// only the whole configuration shows, when there is no line of a directive to name.
inline const char* describe_host(apr_pool_t* pool, const server_rec* server) {
  return apr_psprintf(
      pool, "%s (%s:%u)",
      server->server_hostname != nullptr ? server->server_hostname : "the main server",
      server->defn_name != nullptr ? server->defn_name : "the main configuration",
      server->defn_line_number);
}

}  // namespace tb::httpd
