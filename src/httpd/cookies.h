// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

void register_cookie_hooks(apr_pool_t* pool);

}  // namespace tb::httpd
