// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <initializer_list>

#include "suites.h"

using namespace tb::testing;

int main() {
  SRunner* runner = srunner_create(nullptr);
  for (Suite* suite : {negotiation_suite(), raw_hello_suite(), binding_suite(),
                       later_handshakes_suite(), virtual_hosts_suite()}) {
    srunner_add_suite(runner, suite);
  }
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
