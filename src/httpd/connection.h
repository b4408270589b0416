// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"
#include "tls/handshake.h"
#include "verify/recognized.h"

namespace tb::httpd {

// Connection is what is known of one TLS connection. Its streams under HTTP/2 share it: they find
// it on the primary connection.
struct Connection {
  explicit Connection(tls::HandshakeObserver* observer) : handshake(observer) {}

  tls::Handshake handshake;
  verify::RecognizedMessage recognized;
};

// connection_of is null on connections without TLS.
Connection* connection_of(const conn_rec* c);

}  // namespace tb::httpd
