// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <apr_optional.h>
#include <util_filter.h>

#include <vector>

#include "httpd/host_counters.h"
#include "httpd/metrics_text.h"
#include "httpd/module.h"
#include "httpd/rate_limited_log.h"
#include "tls/server_extension.h"
#include "verify/verifier_pool.h"

// What mod_ssl offers; declared here so that its headers are not needed.
APR_DECLARE_OPTIONAL_FN(char*, ssl_var_lookup,
                        (apr_pool_t*, server_rec*, conn_rec*, request_rec*, char*));

namespace tb::httpd {

// ModuleState is what one server process has once, reachable from every ServerConfig: made in
// post_config, completed in child_init, and read only while requests are served (its members look
// after their own locks).
struct ModuleState {
  tls::ExDataIndexes indexes;
  verify::VerifierPool* verifiers = nullptr;
  std::vector<HostMetrics> hosts;            // of this configuration
  const HostNumbers* all_numbers = nullptr;  // and of all since the server started
  APR_OPTIONAL_FN_TYPE(ssl_var_lookup) * ssl_var_lookup = nullptr;
  RateLimitedLog thefts;                       // of cookies and tokens
  RateLimitedLog lost_cookies;                 // to the limit of openings
  RateLimitedLog lost_proofs;                  // that could not be remembered
  RateLimitedLog refused_answers;              // of handshakes, by clients
  ap_filter_rec_t* response_filter = nullptr;  // looking one up by name costs each request
  ap_filter_rec_t* cache_filter = nullptr;
  ap_filter_rec_t* subrequest_cache_filter = nullptr;
  ap_filter_rec_t* outgoing_filter = nullptr;
  ap_filter_rec_t* trailers_filter = nullptr;  // null where no host merges trailers
};

}  // namespace tb::httpd
