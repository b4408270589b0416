// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

inline constexpr const char* kTrailersFilter = "TOKEN_BINDING_TRAILERS";

void register_trailer_hooks(apr_pool_t* pool);

}  // namespace tb::httpd
