// SPDX-License-Identifier: Apache-2.0
#include "suites.h"

#include <cstdlib>

using namespace tb::testing;

int main() {
  SRunner* runner = srunner_create(nullptr);
  srunner_add_suite(runner, asserted_suite());
  srunner_add_suite(runner, base64url_suite());
  srunner_add_suite(runner, bearer_suite());
  srunner_add_suite(runner, bound_cookies_suite());
  srunner_add_suite(runner, session_url_suite());
  srunner_add_suite(runner, cause_suite());
  srunner_add_suite(runner, verifier_pool_suite());
  srunner_add_suite(runner, cookie_header_suite());
  srunner_add_suite(runner, cookie_keys_suite());
  srunner_add_suite(runner, device_suite());
  srunner_add_suite(runner, digest_suite());
  srunner_add_suite(runner, dpop_nonce_suite());
  srunner_add_suite(runner, dpop_suite());
  srunner_add_suite(runner, http_uri_suite());
  srunner_add_suite(runner, json_text_suite());
  srunner_add_suite(runner, jwk_suite());
  srunner_add_suite(runner, jws_suite());
  srunner_add_suite(runner, message_key_suite());
  srunner_add_suite(runner, message_suite());
  srunner_add_suite(runner, parameters_suite());
  srunner_add_suite(runner, policy_decision_suite());
  srunner_add_suite(runner, policy_exports_suite());
  srunner_add_suite(runner, policy_reserved_names_suite());
  srunner_add_suite(runner, proofs_suite());
  srunner_add_suite(runner, public_key_suite());
  srunner_add_suite(runner, rate_limit_suite());
  srunner_add_suite(runner, reader_suite());
  srunner_add_suite(runner, recognized_suite());
  srunner_add_suite(runner, sealed_cookie_suite());
  srunner_add_suite(runner, set_cookie_suite());
  srunner_add_suite(runner, signature_rsa_suite());
  srunner_add_suite(runner, signature_suite());
  srunner_add_suite(runner, types_suite());
  srunner_add_suite(runner, vectors_suite());
  srunner_add_suite(runner, verify_message_suite());
  srunner_add_suite(runner, verify_types_suite());
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
