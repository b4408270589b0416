// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// register_api offers the optional functions of token_binding/mod_token_binding.h.
void register_api(apr_pool_t* pool);

}  // namespace tb::httpd
