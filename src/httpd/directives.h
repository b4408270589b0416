// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// directives is the module's command table; it ends with an empty record.
const command_rec* directives();

}  // namespace tb::httpd
