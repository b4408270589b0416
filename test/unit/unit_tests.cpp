// SPDX-License-Identifier: Apache-2.0
#include "suites.h"

#include <cstdlib>
#include <initializer_list>

using namespace tb::testing;

int main() {
  SRunner* runner = srunner_create(nullptr);
  for (Suite* suite :
       {base64url_suite(),       reader_suite(),         types_suite(),
        parameters_suite(),      cause_suite(),          message_suite(),
        message_key_suite(),     digest_suite(),         public_key_suite(),
        signature_suite(),       signature_rsa_suite(),  verify_message_suite(),
        verify_types_suite(),    asserted_suite(),       recognized_suite(),
        policy_decision_suite(), policy_exports_suite(), policy_reserved_names_suite(),
        check_pool_suite(),      vectors_suite(),        cookie_header_suite(),
        set_cookie_suite(),      cookie_keys_suite(),    sealed_cookie_suite(),
        bound_cookies_suite(),   bearer_suite(),         rate_limit_suite()}) {
    srunner_add_suite(runner, suite);
  }
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
