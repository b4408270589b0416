// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/check.h"

namespace tb::testing {

// One suite a file.
Suite* client_binder_suite();
Suite* client_dissect_suite();
Suite* client_extension_suite();
Suite* client_key_suite();
Suite* client_key_scope_suite();
Suite* client_key_store_suite();
Suite* client_message_suite();

}  // namespace tb::testing
