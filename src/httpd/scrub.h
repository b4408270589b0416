// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "httpd/module.h"
#include "policy/decision.h"

namespace tb::httpd {

// Scrubbed is the message that a request carried, which scrubbing takes out.
struct Scrubbed {
  policy::Presence presence = policy::Presence::absent;
  const char* message = nullptr;  // set when there is exactly one field
};

// ReservedNames are headers that a client may not set besides the ones that are always reserved:
// the names that an operator chose for the environment.
using ReservedNames = std::span<const char* const>;

// scrub removes from a request's headers everything that a backend could take for a result of this
// module, in any spelling, and the message itself. The values stay valid as long as the request.
Scrubbed scrub(apr_table_t* headers, ReservedNames chosen, apr_pool_t* pool);

}  // namespace tb::httpd
