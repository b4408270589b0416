// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <optional>

#include "core/parameters.h"
#include "ossl/owned.h"
#include "support/octets.h"
#include "tls/server_extension.h"

namespace tb::testing {

constexpr int kTlsVersions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

// offer_of is a server's offer of these key parameters, by preference.
tls::ServerOffer offer_of(std::initializer_list<core::KeyParameters> by_preference);
tls::ServerOffer offer_of_everything();
tls::ServerOffer disabled_offer();

// ServerContext is a server's SSL_CTX with a certificate and, unless told otherwise, with the
// extension installed as the module does it.
class ServerContext {
 public:
  explicit ServerContext(const tls::ServerOffer& offer = offer_of_everything());
  ServerContext(const ServerContext&) = delete;
  SSL_CTX* get() { return context_.get(); }

 private:
  tls::ServerOffer offer_;
  ossl::Owned<SSL_CTX> context_;
};

// bare_server_context has a certificate and nothing of this project.
ossl::Owned<SSL_CTX> bare_server_context();

const tls::ExDataIndexes& indexes();

// Client is an SSL_CTX that sends any octets as extension 24, or leaves it out, and notes what came
// back.
class Client {
 public:
  explicit Client(int tls_version, std::optional<Octets> offer = from_hex("0100 03 02 01 00"));
  Client(const Client&) = delete;
  SSL_CTX* get() { return context_.get(); }

  std::optional<Octets> offer;         // sent in the next ClientHello
  std::optional<Octets> answer;        // of the latest handshake
  int hellos = 0;                      // ClientHellos that carried the extension
  int alert = 0;                       // the last one that the server sent
  ossl::Owned<SSL_SESSION> session{};  // the last one that the server gave

 private:
  ossl::Owned<SSL_CTX> context_;
};

// Connection joins a client and a server in memory. Its server side is what the module has on a
// connection of its own.
class Connection {
 public:
  Connection(SSL_CTX* server, SSL_CTX* client, tls::HandshakeObserver* observer = nullptr);
  // A connection that ends without a shutdown takes its session along.
  ~Connection();
  Connection(const Connection&) = delete;

  // complete runs the handshake; false when an end gave up.
  bool complete();
  // exchange sends an octet each way, so that what follows a handshake arrives: tickets, requests
  // to renegotiate, key updates.
  bool exchange();
  // renegotiate has the server ask for a new handshake and runs it.
  bool renegotiate();
  void resume(const Client& client) { SSL_set_session(client_.get(), client.session.get()); }

  SSL* server() { return server_.get(); }
  SSL* client() { return client_.get(); }
  tls::Handshake& handshake() { return handshake_; }
  [[nodiscard]] std::shared_ptr<const tls::ConnectionBinding> binding() const {
    return handshake_.binding();
  }
  // client_ekm is what the client would sign.
  Octets client_ekm();
  Octets server_ekm();

 private:
  tls::Handshake handshake_;
  ossl::Owned<SSL> server_;
  ossl::Owned<SSL> client_;
};

// outcome runs one handshake and tells what the server answered, as hexadecimal octets; "none" when
// it left the extension out, "aborted" when there was no handshake.
std::string outcome(ServerContext& server, Client& client);

}  // namespace tb::testing
