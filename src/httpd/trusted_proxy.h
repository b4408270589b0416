// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "httpd/request.h"
#include "verify/asserted.h"

namespace tb::httpd {

// asserted_fields gives the result headers of a request whose TCP peer is a TokenBindingTrustedProxy
// (draft-ietf-tokbind-ttrp 2.3), in their one right spelling; nothing for everybody else. Ask
// before scrubbing; the values live as long as the request.
std::optional<verify::AssertedFields> asserted_fields(const request_rec* r);

// take_assertion makes them the request's bindings, or logs why not.
policy::Verdict take_assertion(const request_rec* r, const verify::AssertedFields& fields,
                               Request& request);

}  // namespace tb::httpd
