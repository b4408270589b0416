// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include "core/parameters.h"
#include "core/result.h"
#include "tls/handshake.h"

namespace tb::tls {

// Protocols are the versions of TLS on which an offer is answered.
struct Protocols {
  bool tls1_2 = true;
  bool tls1_3 = true;
};

// ServerOffer is what one virtual host negotiates. It is handed to OpenSSL by address and must
// outlive the SSL_CTX it was installed on.
struct ServerOffer {
  bool enabled = true;
  core::Supported supported;
  Protocols protocols{};
  std::size_t host = 0;  // its number, for the HandshakeObserver
};

// ExDataIndexes are the slots in which OpenSSL's objects carry ours: a Handshake on a client's SSL,
// a ProxyHandshake on a backend's, the chained callback on an SSL_CTX. A process must take them
// only once, however often it loads this code, since OpenSSL never gives one back.
struct ExDataIndexes {
  int handshake = -1;
  int proxy_handshake = -1;
  int chained_callback = -1;
};
core::Result<ExDataIndexes> take_ex_data_indexes();

// install_server_extension makes every SSL of `context` answer extension 24 as `offer` says, and
// follow its handshakes in the Handshake attached to it; an info callback that is there already
// goes on being called. Install it on every SSL_CTX of a server, also where `offer` is disabled:
// OpenSSL counts custom extensions on one SSL_CTX and parses them on another when a ClientHello
// callback switches between them, and reads past its table when the two differ.
core::Result<void> install_server_extension(SSL_CTX* context, const ServerOffer* offer,
                                            const ExDataIndexes& indexes);

// attach ties a Handshake to a new connection, before its first handshake.
core::Result<void> attach(SSL* ssl, Handshake* handshake, const ExDataIndexes& indexes);

}  // namespace tb::tls
