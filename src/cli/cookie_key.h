// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tb::cli {

// new_cookie_key adds a key to those that a server seals bound cookies with, a JWK Set in `file`,
// which it makes if it is not there. The new key goes first; the others stay behind it to open what
// they have sealed. It returns an exit status and says on stderr what went wrong.
int new_cookie_key(const std::string& file);

}  // namespace tb::cli
