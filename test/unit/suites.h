// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/check.h"

namespace tb::testing {

// One suite a file.
Suite* asserted_suite();
Suite* base64url_suite();
Suite* bearer_suite();
Suite* bound_cookies_suite();
Suite* session_url_suite();
Suite* cause_suite();
Suite* verifier_pool_suite();
Suite* cookie_header_suite();
Suite* cookie_keys_suite();
Suite* device_suite();
Suite* digest_suite();
Suite* dpop_nonce_suite();
Suite* dpop_suite();
Suite* http_uri_suite();
Suite* json_text_suite();
Suite* jwk_suite();
Suite* jws_suite();
Suite* message_suite();
Suite* message_key_suite();
Suite* parameters_suite();
Suite* policy_decision_suite();
Suite* policy_exports_suite();
Suite* policy_reserved_names_suite();
Suite* proofs_suite();
Suite* public_key_suite();
Suite* rate_limit_suite();
Suite* reader_suite();
Suite* recognized_suite();
Suite* sealed_cookie_suite();
Suite* set_cookie_suite();
Suite* signature_suite();
Suite* signature_rsa_suite();
Suite* types_suite();
Suite* vectors_suite();
Suite* verify_message_suite();
Suite* verify_types_suite();

}  // namespace tb::testing
