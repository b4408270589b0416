// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <optional>

#include "core/parameters.h"
#include "core/result.h"

namespace tb::tls {

// ClientOffer is what a client offers in each handshake of one or more SSL_CTX. OpenSSL gets it by
// address, so it must outlive them; it is for one thread at a time.
struct ClientOffer {
  bool enabled = true;
  core::Supported supported;
  // until_tls1_2 makes a client that knows the extension for TLS 1.2 alone and offers TLS 1.3 too:
  // OpenSSL aborts a handshake of TLS 1.3 in which it is answered.
  bool until_tls1_2 = false;
  // refusal says why the latest handshake was aborted on account of the server's answer.
  std::optional<core::Error> refusal;
};

// install_client_extension makes every SSL of `context` offer extension 24 in each ClientHello,
// also in resumed handshakes and renegotiations (RFC 8472 4), and judge what the server answers.
// Install it also where `offer` is disabled: OpenSSL ignores an answer to an extension that it has
// never heard of, and the RFC wants the handshake aborted then.
core::Result<void> install_client_extension(SSL_CTX* context, ClientOffer* offer);

// negotiated tells what the latest handshake of a client connection agreed on; nothing when the
// server did not answer or chose a version that the offer does not include.
std::optional<core::Negotiated> negotiated(const SSL* ssl);

}  // namespace tb::tls
