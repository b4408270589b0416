// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <apr_strings.h>
#include <apr_time.h>

#include "core/rate_limit.h"

namespace tb::httpd {

// RateLimitedLog keeps log lines that clients can bring about at will to one a second in each
// child: one object for each kind of line, in what a child has once (ModuleState).
//
//   if (const char* note = log.admit(r->pool)) ap_log_rerror(..., "...%s", note);
class RateLimitedLog {
 public:
  // admit returns null when the line is to be left out, else what its text ends in: how many lines
  // were left out since the last one, or an empty string. It lives as long as `pool`.
  const char* admit(apr_pool_t* pool) {
    const auto second = static_cast<std::uint32_t>(apr_time_sec(apr_time_now()));
    const std::optional<std::uint32_t> left_out = limit_.admit(second);
    if (!left_out) return nullptr;
    return *left_out == 0 ? "" : apr_psprintf(pool, " (%u more were left out)", *left_out);
  }

 private:
  core::RateLimit limit_;
};

}  // namespace tb::httpd
