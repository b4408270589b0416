// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"
#include "ossl/owned.h"

namespace tb::prove {

// load_private_key opens the first private key at a URI that one of OpenSSL's store loaders knows
// (file:, or pkcs11: with a provider for it). Where no loader knows pkcs11: it asks the engine of
// that name, which is what Debian 12 has. Errors: kFileAccess, the URI cannot be opened;
// kFileContent, there is no private key.
core::Result<ossl::Owned<EVP_PKEY>> load_private_key(const std::string& uri);

}  // namespace tb::prove
