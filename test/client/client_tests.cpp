// SPDX-License-Identifier: Apache-2.0
#include "suites.h"

#include <cstdlib>
#include <initializer_list>

using namespace tb::testing;

int main() {
  SRunner* runner = srunner_create(nullptr);
  for (Suite* suite : {client_extension_suite(), client_key_suite(), client_key_scope_suite(),
                       client_key_store_suite(), client_message_suite(), client_binder_suite(),
                       client_dissect_suite()}) {
    srunner_add_suite(runner, suite);
  }
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
