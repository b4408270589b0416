// SPDX-License-Identifier: Apache-2.0
#include <apr_general.h>

#include <cstdlib>

#include "suites.h"

using namespace tb::testing;

int main() {
  if (apr_initialize() != APR_SUCCESS) return EXIT_FAILURE;
  SRunner* runner = srunner_create(nullptr);
  srunner_add_suite(runner, httpd_config_suite());
  srunner_add_suite(runner, httpd_counters_suite());
  srunner_add_suite(runner, httpd_metrics_suite());
  srunner_add_suite(runner, httpd_directives_suite());
  srunner_add_suite(runner, httpd_expose_suite());
  srunner_add_suite(runner, httpd_scrub_suite());
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
