// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/parameters.h"
#include "tls/connection_binding.h"

namespace tb::tls {

// HandshakeObserver hears once of the end of each handshake. It outlives its Handshakes.
class HandshakeObserver {
 public:
  virtual ~HandshakeObserver() = default;
  // completed: the client offered Token Binding to the virtual host of that number
  // (ServerOffer::host), or to none; `binding` is null when nothing was negotiated.
  virtual void completed(std::optional<std::size_t> host, const ConnectionBinding* binding) = 0;
  // exporter_failed comes before it where Token Binding was agreed on and OpenSSL gives no EKM: the
  // connection stays unbound, which no client can bring about.
  virtual void exporter_failed() = 0;
  // answer_refused: the client ended a handshake of TLS 1.3 with an alert that an answer to its
  // offer brings about; completed does not come then.
  virtual void answer_refused(std::size_t host) = 0;
};

// Handshake collects, on one server connection, what the extension callbacks and the end of each
// handshake tell. It is reachable from the SSL while callbacks run and outlives the SSL; it never
// points back at it, since mod_ssl frees the SSL of a failed handshake at once.
//
// While a handshake runs only the connection's own thread touches it. Between handshakes it does
// not change, so that the worker threads of HTTP/2 may read binding() without a lock: TLS 1.3
// has one handshake, and HTTP/2 forbids the renegotiation of TLS 1.2 (RFC 9113 9.2.1).
class Handshake {
 public:
  explicit Handshake(HandshakeObserver* observer = nullptr) : observer_(observer) {}

  // started forgets everything that an earlier handshake on this connection had established: the
  // extension may be left out of a renegotiation, and then none of our callbacks would run.
  void started();
  // choose notes what the virtual host of that number chose for a ClientHello; after a
  // HelloRetryRequest it comes twice and the last one holds.
  void choose(std::size_t host, std::optional<core::Negotiated> choice,
              bool extended_master_secret);
  [[nodiscard]] bool has_choice() const { return choice_.has_value(); }
  [[nodiscard]] bool extended_master_secret() const { return extended_master_secret_; }
  // send_answer returns the extension's body, once there is a choice, and notes that it is sent.
  // The octets live as long as the Handshake.
  core::Bytes send_answer();
  // completed makes the binding, if one was negotiated and the exporter gives the EKM.
  void completed(SSL* ssl);

  // aborted notes that the client ended the handshake with an alert about an extension.
  void aborted();

  // presented_certificate notes that the client has proved to hold a certificate's key: during a
  // handshake, or when the server asked for it later.
  void presented_certificate() { has_certificate_ = true; }
  [[nodiscard]] bool client_has_certificate() const { return has_certificate_; }

  // binding is null when the latest handshake did not negotiate Token Binding or is not complete.
  [[nodiscard]] std::shared_ptr<const ConnectionBinding> binding() const { return binding_; }

 private:
  HandshakeObserver* observer_;
  std::optional<core::Negotiated> choice_;
  bool extended_master_secret_ = false;
  std::optional<std::size_t> offered_to_;
  bool answered_ = false;
  bool has_certificate_ = false;
  std::array<std::uint8_t, 4> answer_{};
  std::uint32_t epoch_ = 0;
  std::shared_ptr<const ConnectionBinding> binding_;
};

}  // namespace tb::tls
