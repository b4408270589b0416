// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <openssl/ssl.h>

#include "peers.h"
#include "suites.h"
#include "support/claims.h"
#include "tls/exporter.h"

// What a completed handshake establishes, and who is told.
namespace {

using namespace tb::core;
using namespace tb::testing;
using tb::tls::ConnectionBinding;

bool g_exporter_fails = false;

}  // namespace

// In place of OpenSSL's, which fails only when memory or an algorithm is missing.
extern "C" int SSL_export_keying_material(SSL* ssl, unsigned char* out, size_t length,
                                          const char* label, size_t label_length,
                                          const unsigned char* context, size_t context_length,
                                          int use_context) {
  if (g_exporter_fails) return 0;
  static const auto original = reinterpret_cast<decltype(&SSL_export_keying_material)>(
      dlsym(RTLD_NEXT, "SSL_export_keying_material"));
  return original(ssl, out, length, label, label_length, context, context_length, use_context);
}

namespace {

START_TEST(both_ends_have_the_same_keying_material) {
  ServerContext server;
  for (const int version : kTlsVersions) {
    Client client(version);
    Connection connection(server.get(), client.get());
    ck_assert(connection.complete());
    ck_assert(connection.binding()->negotiated ==
              (Negotiated{kVersion1_0, KeyParameters::ecdsap256}));
    EXPECT_OCTETS(connection.server_ekm(), connection.client_ekm());
  }
}
END_TEST

START_TEST(each_connection_has_keying_material_of_its_own) {
  ServerContext server;
  for (const int version : kTlsVersions) {
    Client client(version);
    Connection first(server.get(), client.get());
    Connection second(server.get(), client.get());
    ck_assert(first.complete() && second.complete());
    ck_assert(first.server_ekm() != second.server_ekm());
  }
}
END_TEST

// RFC 8471 3.3 asks for no context, and on TLS 1.2 an empty one is not none.
START_TEST(keying_material_is_exported_without_a_context) {
  ServerContext server;
  for (const int version : kTlsVersions) {
    Client client(version);
    Connection connection(server.get(), client.get());
    ck_assert(connection.complete());
    Octets plain(32);
    Octets with_context(32);
    constexpr std::string_view kLabel = "EXPORTER-Token-Binding";
    ck_assert_int_eq(SSL_export_keying_material(connection.client(), plain.data(), 32,
                                                kLabel.data(), 22, nullptr, 0, 0),
                     1);
    ck_assert_int_eq(SSL_export_keying_material(connection.client(), with_context.data(), 32,
                                                kLabel.data(), 22, nullptr, 0, 1),
                     1);
    EXPECT_OCTETS(connection.server_ekm(), plain);
    ck_assert_int_eq(plain == with_context, version == TLS1_3_VERSION);
  }
}
END_TEST

START_TEST(keying_material_cannot_be_exported_before_the_handshake) {
  ServerContext server;
  Client client(TLS1_2_VERSION);
  Connection connection(server.get(), client.get());
  EXPECT_CAUSE(tb::tls::export_ekm(connection.server()), Cause::kLibrary);
}
END_TEST

START_TEST(no_binding_before_the_handshake_is_complete) {
  ServerContext server;
  Client client(TLS1_3_VERSION);
  Connection connection(server.get(), client.get());
  ck_assert(connection.binding() == nullptr);
  SSL_do_handshake(connection.client());
  SSL_do_handshake(connection.server());
  ck_assert(connection.binding() == nullptr);
}
END_TEST

START_TEST(no_binding_after_a_failed_handshake) {
  ServerContext server;
  for (const int version : kTlsVersions) {
    Client client(version, from_hex("0100 00"));
    Connection connection(server.get(), client.get());
    ck_assert(!connection.complete());
    ck_assert(connection.binding() == nullptr);
  }
}
END_TEST

START_TEST(a_connection_that_nobody_follows_is_not_answered) {
  ServerContext server;
  for (const int version : kTlsVersions) {
    Client client(version);
    Connection connection(server.get(), client.get());
    SSL_set_ex_data(connection.server(), indexes().handshake, nullptr);
    ck_assert(connection.complete());
    ck_assert(!client.answer.has_value());
    ck_assert(connection.binding() == nullptr);
  }
}
END_TEST

START_TEST(binding_outlives_the_connection) {
  ServerContext server;
  Client client(TLS1_3_VERSION);
  std::shared_ptr<const ConnectionBinding> kept;
  Octets ekm;
  {
    Connection connection(server.get(), client.get());
    ck_assert(connection.complete());
    kept = connection.binding();
    ekm = connection.client_ekm();
  }
  EXPECT_OCTETS(kept->ekm.view(), ekm);
}
END_TEST

START_TEST(hello_retry_request_leads_to_one_answer) {
  ServerContext server;
  SSL_CTX_set1_groups_list(server.get(), "P-256");
  Client client(TLS1_3_VERSION);
  SSL_CTX_set1_groups_list(client.get(), "X25519:P-256");
  Connection connection(server.get(), client.get());
  ck_assert(connection.complete());
  ck_assert_int_eq(client.hellos, 2);
  EXPECT_OCTETS(*client.answer, from_hex("01000102"));
  EXPECT_OCTETS(connection.server_ekm(), connection.client_ekm());
}
END_TEST

START_TEST(key_update_leaves_the_binding_as_it_is) {
  ServerContext server;
  Client client(TLS1_3_VERSION);
  Connection connection(server.get(), client.get());
  ck_assert(connection.complete() && connection.exchange());
  const auto before = connection.binding();
  ck_assert_int_eq(SSL_key_update(connection.client(), SSL_KEY_UPDATE_REQUESTED), 1);
  ck_assert(connection.exchange() && connection.exchange());
  ck_assert(connection.binding() == before);
  EXPECT_OCTETS(connection.server_ekm(), connection.client_ekm());
}
END_TEST

START_TEST(post_handshake_authentication_leaves_the_binding_as_it_is) {
  ServerContext server;
  Client client(TLS1_3_VERSION);
  SSL_CTX_set_post_handshake_auth(client.get(), 1);
  Connection connection(server.get(), client.get());
  ck_assert(connection.complete() && connection.exchange());
  const auto before = connection.binding();
  SSL_set_verify(connection.server(), SSL_VERIFY_PEER, nullptr);
  ck_assert_int_eq(SSL_verify_client_post_handshake(connection.server()), 1);
  ck_assert_int_eq(SSL_do_handshake(connection.server()), 1);
  ck_assert(connection.exchange() && connection.exchange());
  ck_assert(connection.binding() == before);
  EXPECT_OCTETS(connection.server_ekm(), connection.client_ekm());
}
END_TEST

int accept_any(int, X509_STORE_CTX*) {
  return 1;
}

// The client has the server's own certificate: nobody looks at the name.
void lend_certificate(ServerContext& server, Client& client) {
  ck_assert_int_eq(SSL_CTX_use_certificate(client.get(), SSL_CTX_get0_certificate(server.get())),
                   1);
  ck_assert_int_eq(SSL_CTX_use_PrivateKey(client.get(), SSL_CTX_get0_privatekey(server.get())), 1);
  SSL_CTX_set_post_handshake_auth(client.get(), 1);
}

START_TEST(a_client_certificate_is_noticed_when_the_handshake_brings_it) {
  for (const int version : kTlsVersions) {
    ServerContext server;
    SSL_CTX_set_verify(server.get(), SSL_VERIFY_PEER, accept_any);
    Client without(version);
    Connection anonymous(server.get(), without.get());
    ck_assert(anonymous.complete() && !anonymous.handshake().client_has_certificate());
    Client with(version);
    lend_certificate(server, with);
    Connection connection(server.get(), with.get());
    ck_assert(connection.complete() && connection.handshake().client_has_certificate());
  }
}
END_TEST

START_TEST(a_client_certificate_is_noticed_when_it_is_asked_for_later) {
  ServerContext server;
  Client client(TLS1_3_VERSION);
  lend_certificate(server, client);
  Connection connection(server.get(), client.get());
  ck_assert(connection.complete() && connection.exchange());
  ck_assert(!connection.handshake().client_has_certificate());
  SSL_set_verify(connection.server(), SSL_VERIFY_PEER, accept_any);
  ck_assert_int_eq(SSL_verify_client_post_handshake(connection.server()), 1);
  ck_assert_int_eq(SSL_do_handshake(connection.server()), 1);
  ck_assert(connection.exchange() && connection.exchange());
  ck_assert(connection.handshake().client_has_certificate());
}
END_TEST

constexpr std::size_t kHost = 7;

class CountingObserver final : public tb::tls::HandshakeObserver {
 public:
  void completed(std::optional<std::size_t> host, const ConnectionBinding* binding) override {
    ++handshakes;
    offers += host == kHost ? 1 : 0;
    bindings += binding != nullptr ? 1 : 0;
  }
  void exporter_failed() override { ++failures; }
  void answer_refused(std::size_t host) override { refusals += host == kHost ? 1 : 0; }
  int failures = 0;
  int refusals = 0;
  int handshakes = 0;
  int offers = 0;
  int bindings = 0;
};

START_TEST(a_connection_without_keying_material_stays_unbound_and_the_observer_is_told) {
  ServerContext server;
  for (const int version : kTlsVersions) {
    CountingObserver observer;
    Client client(version);
    g_exporter_fails = true;
    Connection connection(server.get(), client.get(), &observer);
    ck_assert(connection.complete());
    g_exporter_fails = false;
    ck_assert(connection.binding() == nullptr);
    ck_assert_int_eq(observer.failures, 1);
    ck_assert_int_eq(observer.handshakes, 1);
    ck_assert_int_eq(observer.bindings, 0);
  }
}
END_TEST

START_TEST(observer_is_told_once_a_handshake_and_of_which_host) {
  tb::tls::ServerOffer offer = offer_of_everything();
  offer.host = kHost;
  ServerContext server(offer);
  for (const int version : kTlsVersions) {
    CountingObserver observer;
    Client client(version);
    Connection(server.get(), client.get(), &observer).complete();
    client.offer = from_hex("0009 01 02");
    Connection(server.get(), client.get(), &observer).complete();
    client.offer.reset();
    Connection(server.get(), client.get(), &observer).complete();
    client.offer = from_hex("00");
    Connection(server.get(), client.get(), &observer).complete();
    ck_assert_int_eq(observer.handshakes, 3);  // the last one failed
    ck_assert_int_eq(observer.offers, 2);
    ck_assert_int_eq(observer.bindings, 1);
  }
}
END_TEST

// Old clients register the extension so: it goes into each ClientHello, but OpenSSL takes an answer
// in the ServerHello of TLS 1.2 alone.
int offer_as_ever(SSL*, unsigned, const unsigned char** out, std::size_t* length, int*, void*) {
  static const unsigned char kOffer[] = {1, 0, 1, 2};
  *out = kOffer;
  *length = sizeof(kOffer);
  return 1;
}
int take_anything(SSL*, unsigned, const unsigned char*, std::size_t, int*, void*) {
  return 1;
}

tb::ossl::Owned<SSL_CTX> client_of_tls1_2_days() {
  tb::ossl::Owned<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  ck_assert_int_eq(SSL_CTX_add_client_custom_ext(context.get(), kExtensionType, offer_as_ever,
                                                 nullptr, nullptr, take_anything, nullptr),
                   1);
  return context;
}

START_TEST(observer_is_told_of_a_client_that_ends_the_handshake_at_the_answer_on_tls_1_3) {
  tb::tls::ServerOffer offer = offer_of_everything();
  offer.host = kHost;
  ServerContext server(offer);
  const auto client = client_of_tls1_2_days();
  CountingObserver observer;
  Connection connection(server.get(), client.get(), &observer);
  ck_assert(!connection.complete());
  ck_assert(SSL_do_handshake(connection.server()) != 1);  // it reads the alert
  ck_assert_int_eq(observer.refusals, 1);
  ck_assert_int_eq(observer.handshakes, 0);
  ck_assert(connection.binding() == nullptr);
}
END_TEST

START_TEST(a_server_that_answers_on_tls_1_2_alone_serves_such_a_client_on_tls_1_3) {
  tb::tls::ServerOffer offer = offer_of_everything();
  offer.host = kHost;
  offer.protocols.tls1_3 = false;
  ServerContext server(offer);
  const auto client = client_of_tls1_2_days();
  CountingObserver observer;
  Connection connection(server.get(), client.get(), &observer);
  ck_assert(connection.complete());
  ck_assert_int_eq(SSL_version(connection.server()), TLS1_3_VERSION);
  ck_assert_int_eq(observer.refusals, 0);
  ck_assert_int_eq(observer.offers, 1);
  ck_assert_int_eq(observer.bindings, 0);
}
END_TEST

// A failure that has nothing to do with the answer is none of a client's old days.
START_TEST(observer_is_not_told_of_other_alerts) {
  ServerContext server;
  CountingObserver observer;
  Client client(TLS1_3_VERSION);
  SSL_CTX_set_verify(client.get(), SSL_VERIFY_PEER, nullptr);
  Connection connection(server.get(), client.get(), &observer);
  ck_assert(!connection.complete());
  ck_assert(SSL_do_handshake(connection.server()) != 1);
  ck_assert_int_eq(observer.refusals, 0);
}
END_TEST

int g_calls = 0;
void count_call(const SSL*, int where, int) {
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0) ++g_calls;
}

START_TEST(an_info_callback_that_was_there_goes_on_being_called) {
  const tb::tls::ServerOffer offer = offer_of_everything();
  const auto context = bare_server_context();
  SSL_CTX_set_info_callback(context.get(), count_call);
  EXPECT_OK(tb::tls::install_server_extension(context.get(), &offer, indexes()));
  for (const int version : kTlsVersions) {
    g_calls = 0;
    Client client(version);
    Connection connection(context.get(), client.get());
    ck_assert(connection.complete());
    ck_assert_int_eq(g_calls, 1);
    ck_assert(connection.binding() != nullptr);
  }
}
END_TEST

}  // namespace

Suite* tb::testing::binding_suite() {
  return suite_of(
      "binding",
      {both_ends_have_the_same_keying_material, each_connection_has_keying_material_of_its_own,
       keying_material_is_exported_without_a_context,
       keying_material_cannot_be_exported_before_the_handshake,
       no_binding_before_the_handshake_is_complete, no_binding_after_a_failed_handshake,
       a_connection_that_nobody_follows_is_not_answered, binding_outlives_the_connection,
       hello_retry_request_leads_to_one_answer, key_update_leaves_the_binding_as_it_is,
       post_handshake_authentication_leaves_the_binding_as_it_is,
       a_client_certificate_is_noticed_when_the_handshake_brings_it,
       a_client_certificate_is_noticed_when_it_is_asked_for_later,
       a_connection_without_keying_material_stays_unbound_and_the_observer_is_told,
       observer_is_told_once_a_handshake_and_of_which_host,
       observer_is_told_of_a_client_that_ends_the_handshake_at_the_answer_on_tls_1_3,
       a_server_that_answers_on_tls_1_2_alone_serves_such_a_client_on_tls_1_3,
       observer_is_not_told_of_other_alerts,
       an_info_callback_that_was_there_goes_on_being_called});
}
