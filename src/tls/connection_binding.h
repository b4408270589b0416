// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/types.h"
#include "tls/exporter.h"

namespace tb::tls {

// ConnectionBinding is what one completed handshake established: immutable once made. A TLS 1.2
// renegotiation makes a new one with the next epoch; nothing of the old one holds for it.
struct ConnectionBinding {
  core::Negotiated negotiated;
  Ekm ekm;
  std::uint32_t epoch;
};

}  // namespace tb::tls
