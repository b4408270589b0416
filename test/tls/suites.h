// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/check.h"

namespace tb::testing {

// One suite a file.
Suite* binding_suite();
Suite* later_handshakes_suite();
Suite* negotiation_suite();
Suite* raw_hello_suite();
Suite* virtual_hosts_suite();

}  // namespace tb::testing
