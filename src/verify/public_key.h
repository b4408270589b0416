// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "core/message.h"
#include "core/result.h"
#include "ossl/owned.h"

namespace tb::verify {

// UncompressedPoint is 04 || X || Y, the only encoding of a P-256 point that is passed to
// OpenSSL. Its parser also accepts shorter ones, among them the point at infinity.
using UncompressedPoint = std::array<std::uint8_t, 1 + core::kEcPointSize>;
UncompressedPoint uncompressed(core::Bytes point);

// import_public_key turns the key of an ID with known key parameters into OpenSSL's; it refuses
// points that are not on the curve.
core::Result<ossl::Owned<EVP_PKEY>> import_public_key(const core::TokenBindingID& id);

}  // namespace tb::verify
