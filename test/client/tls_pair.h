// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "ossl/owned.h"
#include "support/octets.h"
#include "tls/client_extension.h"

namespace tb::testing {

// Liar is what a deliberately bad server does.
struct Liar {
  int tls = TLS1_3_VERSION;
  std::optional<Octets> answer{};  // the body of extension 24; none: not answered
  bool extended_master_secret = true;
  std::function<Octets(Octets)> rewrite{};  // what it does to the first octets it sends
};

// TlsPair is a client with our extension and a server that answers whatever it is told to, joined
// in memory.
class TlsPair {
 public:
  TlsPair(tls::ClientOffer& offer, Liar liar);

  // handshake returns whether both ends completed one; to do so again makes a new connection that
  // may resume the last one's session.
  bool handshake();
  // alert is the description of the last one that the client sent, or -1.
  [[nodiscard]] int alert() const { return alert_; }
  [[nodiscard]] bool offer_seen() const { return offers_seen_ > 0; }
  [[nodiscard]] int offers_seen() const { return offers_seen_; }
  [[nodiscard]] const Octets& offered() const { return offered_; }
  [[nodiscard]] SSL* client() const { return client_.get(); }
  [[nodiscard]] SSL* server() const { return server_.get(); }
  [[nodiscard]] SSL_CTX* server_context() const { return server_context_.get(); }
  [[nodiscard]] SSL_CTX* client_context() const { return client_context_.get(); }
  Liar& liar() { return liar_; }

 private:
  void connect();
  bool step(SSL* ssl);
  void carry(SSL* from, SSL* to, bool rewritten);
  static int parse(SSL*, unsigned, unsigned, const unsigned char* in, std::size_t length, X509*,
                   std::size_t, int*, void* self);
  static int add(SSL*, unsigned, unsigned, const unsigned char** out, std::size_t* length, X509*,
                 std::size_t, int*, void* self);
  static void note_alert(const SSL* ssl, int where, int value);

  Liar liar_;
  ossl::Owned<SSL_CTX> client_context_;
  ossl::Owned<SSL_CTX> server_context_;
  ossl::Owned<SSL_SESSION> session_;
  ossl::Owned<SSL> client_;
  ossl::Owned<SSL> server_;
  Octets offered_;
  int offers_seen_ = 0;
  int alert_ = -1;
};

// add_extension and drop_extension change the ServerHello of TLS 1.2 that `flight` begins with, and
// the lengths around it.
Octets add_extension(const Octets& flight, std::size_t type, const Octets& body);
Octets drop_extension(const Octets& flight, std::size_t type);

}  // namespace tb::testing
