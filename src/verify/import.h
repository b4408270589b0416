// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include "core/bytes.h"
#include "core/result.h"
#include "ossl/owned.h"

namespace tb::verify {

// import_ec makes a public key of 04 || X || Y on the named group; it refuses points that are not
// on the curve. Errors: kPublicKey, kLibrary.
core::Result<ossl::Owned<EVP_PKEY>> import_ec(const char* group, core::Bytes point);

// import_rsa makes a public key of two numbers, most significant octet first. Errors: kPublicKey,
// kLibrary.
core::Result<ossl::Owned<EVP_PKEY>> import_rsa(core::Bytes modulus, core::Bytes exponent);

}  // namespace tb::verify
