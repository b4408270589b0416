// SPDX-License-Identifier: Apache-2.0
// What the worker threads of HTTP/2 share, hit from all sides at once: built with a thread
// sanitizer, which ends the run at the first race (`make check-threads`).
//
// As in the server, one thread shakes hands on a connection and hands it over to workers; all
// connections share the pool of checks and the counters, which somebody reads all the time.
#include <array>
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/base64url.h"
#include "core/message.h"
#include "httpd/counters.h"
#include "peers.h"
#include "support/parts.h"
#include "verify/verifier_pool.h"
#include "verify/verify_message.h"
#include "verify/recognized.h"

namespace {

using namespace tb;
using namespace tb::testing;
using httpd::Counters;
using httpd::Event;

constexpr int kConnections = 4;
constexpr int kWorkers = 6;
constexpr int kRequests = 150;
constexpr auto kEcdsa = core::KeyParameters::ecdsap256;

// Server is what one child process has once.
class Server final : public tls::HandshakeObserver {
 public:
  void completed(std::optional<std::size_t> host, const tls::ConnectionBinding* binding) override {
    if (host) counters.count(Event::offered);
    if (binding != nullptr) counters.count_negotiated(binding->negotiated);
  }
  void exporter_failed() override {}
  void answer_refused(std::size_t) override {}

 private:
  alignas(64) std::array<char, Counters::kBytes> memory_{};

 public:
  ServerContext context;  // made before there are threads, as in post_config
  Counters counters{memory_.data(), 3};
  verify::VerifierPool checks;
  std::atomic<int> wrong = 0;
};

std::shared_ptr<const verify::VerifiedBindings> verify_text(Server& server, const std::string& text,
                                                            const tls::ConnectionBinding& binding) {
  const auto octets = core::base64url_decode(text);
  if (!octets.ok()) return nullptr;
  const auto message = core::decode_message(octets.value());
  auto check = server.checks.borrow();
  if (!message.ok() || !check.ok()) return nullptr;
  verify::SignatureVerifier& openssl = *check.value();
  auto verified = verify::verify_message(message.value(), binding, openssl, openssl.digester());
  if (!verified.ok()) {
    server.counters.count_rejected(verified.error().cause);
    return nullptr;
  }
  return std::make_shared<const verify::VerifiedBindings>(std::move(verified).value());
}

// Shared is what the streams of one connection have in common.
struct Shared {
  Server& server;
  const tls::Handshake& handshake;
  verify::RecognizedMessage recognized{};
};

// judge does with one header what the module does with it.
std::shared_ptr<const verify::VerifiedBindings> judge(Shared& shared, const std::string& text) {
  const auto binding = shared.handshake.binding();
  if (!binding) return nullptr;
  if (auto known = shared.recognized.find(binding->epoch, text)) {
    shared.server.counters.count(Event::recognized);
    return known;
  }
  auto verified = verify_text(shared.server, text, *binding);
  if (verified) {
    shared.server.counters.count(Event::verified);
    shared.recognized.remember(binding->epoch, text, verified);
  }
  return verified;
}

struct Header {
  std::string text;
  std::string id;  // empty for one that must be refused
};

Header header_signed_by(const PrivateKey& key, const Ekm& ekm, bool good) {
  const Octets message = message_octets({signed_parts(key, kEcdsa, kProvided, ekm)});
  return {core::base64url_encode(message), good ? core::base64url_encode(key.id(kEcdsa)) : ""};
}

std::vector<Header> headers_for(const Ekm& ekm) {
  const PrivateKey mine = PrivateKey::load("ec");
  const PrivateKey other = PrivateKey::load("ec_other");
  std::vector<Header> headers{header_signed_by(mine, ekm, true), header_signed_by(mine, ekm, true),
                              header_signed_by(other, ekm, true),
                              header_signed_by(mine, Ekm{}, false)};
  headers.push_back(headers.front());  // the same again is the commonest case
  return headers;
}

void work(Shared& shared, const std::vector<Header>& headers, std::uint64_t seed) {
  Random random(seed);
  for (int i = 0; i < kRequests; ++i) {
    const Header& header = headers[random.below(headers.size())];
    const auto verified = judge(shared, header.text);
    const std::string id = verified ? verified->provided().text : "";
    if (id != header.id) ++shared.server.wrong;
  }
}

void serve_connection(Server& server, int tls_version, std::uint64_t seed) {
  Client client(tls_version, from_hex("0100 01 02"));
  Connection connection(server.context.get(), client.get(), &server);
  if (!connection.complete() || !connection.exchange()) {
    ++server.wrong;
    return;
  }
  Shared shared{server, connection.handshake()};
  const std::vector<Header> headers = headers_for(ekm_of(connection.client_ekm()));
  std::vector<std::thread> workers;
  for (std::uint64_t i = 0; i < kWorkers; ++i) {
    workers.emplace_back(work, std::ref(shared), std::cref(headers), seed * kWorkers + i + 1);
  }
  for (std::thread& worker : workers) worker.join();
}

std::uint64_t total(const Server& server, Event event) {
  return server.counters.line(static_cast<std::size_t>(event)).total;
}

}  // namespace

int main() {
  Server server;
  std::atomic<bool> over = false;
  std::thread watcher([&] {
    while (!over) {
      for (std::size_t slot = 0; slot < Counters::kSlots; ++slot) (void)server.counters.line(slot);
    }
  });
  std::vector<std::thread> connections;
  for (int i = 0; i < kConnections; ++i) {
    connections.emplace_back(serve_connection, std::ref(server),
                             i % 2 == 0 ? TLS1_3_VERSION : TLS1_2_VERSION,
                             static_cast<std::uint64_t>(i));
  }
  for (std::thread& connection : connections) connection.join();
  over = true;
  watcher.join();

  const std::uint64_t judged = total(server, Event::verified) + total(server, Event::recognized) +
                               total(server, Event::rejected);
  const bool all = judged == std::uint64_t{kConnections} * kWorkers * kRequests &&
                   total(server, Event::negotiated) == kConnections;
  std::printf("%llu requests judged on %d connections, %d wrong\n",
              static_cast<unsigned long long>(judged), kConnections, server.wrong.load());
  return all && server.wrong == 0 ? 0 : 1;
}
