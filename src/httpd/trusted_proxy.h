// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "httpd/module.h"
#include "verify/asserted.h"

namespace tb::httpd {

// comes_from_trusted_proxy says whether the TCP peer, not whom mod_remoteip takes for the client,
// is a TokenBindingTrustedProxy of an enabled host.
bool comes_from_trusted_proxy(const request_rec* r);

// asserted_fields gives the result headers that a trusted proxy sent (draft-ietf-tokbind-ttrp 2.3),
// in their one right spelling; nothing for everybody else. Ask before scrubbing; the values live as
// long as the request.
std::optional<verify::AssertedFields> asserted_fields(const request_rec* r);

// take_assertion returns them as what the request has proved, or null, having logged why not.
std::shared_ptr<const verify::VerifiedBindings> take_assertion(
    const request_rec* r, const verify::AssertedFields& fields);

}  // namespace tb::httpd
