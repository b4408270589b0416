// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"
#include "tls/handshake.h"
#include "verify/recognized.h"

namespace tb::httpd {

// Connection is what is known of one TLS connection; it counts and logs what comes of its
// handshakes. Its streams under HTTP/2 share it: they find it on the primary connection.
class Connection final : public tls::HandshakeObserver {
 public:
  explicit Connection(conn_rec* c) : handshake(this), c_(c) {}

  void completed(std::optional<std::size_t> host, const tls::ConnectionBinding* binding) override;
  void exporter_failed() override;
  void answer_refused(std::size_t host) override;

  tls::Handshake handshake;
  verify::RecognizedMessage recognized;

 private:
  conn_rec* c_;
};

// connection_of is null on connections without TLS.
Connection* connection_of(const conn_rec* c);

}  // namespace tb::httpd
