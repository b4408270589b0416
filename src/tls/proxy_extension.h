// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <vector>

#include "core/parameters.h"
#include "core/result.h"
#include "tls/connection_binding.h"
#include "tls/server_extension.h"

namespace tb::tls {

// ProxyHandshake follows the handshakes of one connection on which this server is the client. It is
// reachable from the SSL while callbacks run, outlives the SSL, and never points back at it. Only
// the thread that has the connection touches it.
class ProxyHandshake {
 public:
  // It offers version 1.0 with these key parameters, or nothing.
  void offer(std::optional<core::KeyParameters> key_parameters);

  // binding is null when the latest handshake did not negotiate Token Binding or is not complete.
  [[nodiscard]] std::shared_ptr<const ConnectionBinding> binding() const { return binding_; }

  // What the callbacks tell; each ClientHello begins anew: after a HelloRetryRequest there are two.
  [[nodiscard]] bool offers() const { return !supported_.key_parameters.items().empty(); }
  core::Bytes begin();
  void note_extended_master_secret() { server_has_extended_master_secret_ = true; }
  core::Result<void> judge(SSL* ssl, core::Bytes answer);
  void completed(SSL* ssl);

 private:
  core::Supported supported_;
  std::vector<std::uint8_t> offer_;  // OpenSSL copies it after the callback has returned
  bool server_has_extended_master_secret_ = false;
  std::optional<core::Negotiated> negotiated_;
  std::uint32_t epoch_ = 0;
  std::shared_ptr<const ConnectionBinding> binding_;
};

// install_proxy_extension makes each SSL of `context` that has a ProxyHandshake offer extension 24
// and judge the answer by RFC 8472 4; an info callback that is there already goes on being called.
// mod_ssl comes with one SSL_CTX several times: the second time changes nothing.
core::Result<void> install_proxy_extension(SSL_CTX* context, const ExDataIndexes& indexes);

// attach ties a ProxyHandshake to a new connection, before its first handshake.
core::Result<void> attach(SSL* ssl, ProxyHandshake* handshake, const ExDataIndexes& indexes);

}  // namespace tb::tls
