// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tb::client {

// key_scope names what shares one key with `host`: its registered domain (RFC 8473 2.1), since
// that is how far a cookie reaches. Addresses, single labels and public suffixes stand for
// themselves. The name is lower case, without brackets or final dot; empty when `host` could not
// be the name of a file.
std::string key_scope(std::string_view host);

}  // namespace tb::client
