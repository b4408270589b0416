// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/check.h"

namespace tb::testing {

// One suite a file.
Suite* httpd_config_suite();
Suite* httpd_counters_suite();
Suite* httpd_metrics_suite();
Suite* httpd_directives_suite();
Suite* httpd_expose_suite();
Suite* httpd_scrub_suite();

}  // namespace tb::testing
