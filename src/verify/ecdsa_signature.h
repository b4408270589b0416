// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "core/bytes.h"
#include "core/result.h"

namespace tb::verify {

// DerSignature is an ECDSA-Sig-Value; two integers of 48 octets take 105 octets at most.
struct DerSignature {
  std::array<std::uint8_t, 112> octets;
  std::size_t length = 0;

  [[nodiscard]] core::Bytes view() const { return core::Bytes(octets).first(length); }
};

// to_der turns r || s, two numbers of one length up to 48 octets each, as Token Binding (RFC 8471
// 3.3) and JOSE (RFC 7518 3.4) define it, into the form that OpenSSL reads. Error: kLibrary.
core::Result<DerSignature> to_der(core::Bytes raw);

}  // namespace tb::verify
