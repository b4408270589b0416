// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

inline constexpr const char* kResponseFilter = "TOKEN_BINDING_RESPONSE";

void register_response_hooks(apr_pool_t* pool);

}  // namespace tb::httpd
