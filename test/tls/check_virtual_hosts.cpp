// SPDX-License-Identifier: Apache-2.0
#include <openssl/ssl.h>

#include "peers.h"
#include "suites.h"
#include "support/claims.h"

// mod_ssl chooses the virtual host in the ClientHello callback, between OpenSSL's collecting of the
// extensions and its parsing of them. Run under valgrind, this also shows that no table is overrun.
namespace {

using namespace tb::core;
using namespace tb::testing;
using enum KeyParameters;

int switch_to(SSL* ssl, int*, void* chosen) {
  return SSL_set_SSL_CTX(ssl, static_cast<SSL_CTX*>(chosen)) != nullptr ? SSL_CLIENT_HELLO_SUCCESS
                                                                        : SSL_CLIENT_HELLO_ERROR;
}

// Hosts has a first virtual host, on which connections arrive, and the one that is chosen.
struct Hosts {
  Hosts(const tb::tls::ServerOffer& first_offer, const tb::tls::ServerOffer& chosen_offer)
      : first(first_offer), chosen(chosen_offer) {
    SSL_CTX_set_client_hello_cb(first.get(), switch_to, chosen.get());
  }
  ServerContext first;
  ServerContext chosen;
};

void expect(Hosts& hosts, const char* answer) {
  for (const int version : kTlsVersions) {
    Client client(version);
    EXPECT_TEXT(outcome(hosts.first, client), answer);
  }
}

START_TEST(the_chosen_host_answers) {
  Hosts hosts(offer_of({ecdsap256}), offer_of({rsa2048_pss}));
  expect(hosts, "01000101");
}
END_TEST

START_TEST(the_chosen_host_is_silent_when_off_though_the_first_is_on) {
  Hosts hosts(offer_of_everything(), disabled_offer());
  expect(hosts, "none");
}
END_TEST

START_TEST(the_chosen_host_answers_though_the_first_is_off) {
  Hosts hosts(disabled_offer(), offer_of_everything());
  expect(hosts, "01000102");
}
END_TEST

START_TEST(the_chosen_host_decides_on_versions) {
  tb::tls::ServerOffer pinned = offer_of_everything();
  pinned.supported.highest = Version(0, 13);
  Hosts hosts(offer_of_everything(), pinned);
  expect(hosts, "000d0102");
}
END_TEST

START_TEST(the_chosen_host_refuses_a_malformed_extension) {
  for (const int version : kTlsVersions) {
    Hosts hosts(disabled_offer(), offer_of_everything());
    Client client(version, from_hex("0100 00"));
    EXPECT_TEXT(outcome(hosts.first, client), "aborted");
    ck_assert_int_eq(client.alert, SSL_AD_DECODE_ERROR);
  }
}
END_TEST

START_TEST(the_chosen_host_binds_the_connection) {
  for (const int version : kTlsVersions) {
    Hosts hosts(offer_of({ecdsap256}), offer_of({rsa2048_pss}));
    Client client(version);
    Connection connection(hosts.first.get(), client.get());
    ck_assert(connection.complete());
    ck_assert(connection.binding()->negotiated.key_parameters == rsa2048_pss);
    EXPECT_OCTETS(connection.server_ekm(), connection.client_ekm());
  }
}
END_TEST

// The second ClientHello after a HelloRetryRequest may lead to another host than the first.
int switch_in_turn(SSL* ssl, int*, void* hosts) {
  auto** next = static_cast<SSL_CTX**>(hosts);
  SSL_CTX* chosen = *next != nullptr ? *next : next[1];
  *next = nullptr;
  return SSL_set_SSL_CTX(ssl, chosen) != nullptr ? SSL_CLIENT_HELLO_SUCCESS
                                                 : SSL_CLIENT_HELLO_ERROR;
}

START_TEST(the_host_chosen_after_a_hello_retry_request_decides) {
  ServerContext first;
  ServerContext on;
  ServerContext off(disabled_offer());
  SSL_CTX* in_turn[] = {on.get(), off.get()};
  // As mod_ssl does it, each host has the callback: the one that is chosen is asked next.
  SSL_CTX_set_client_hello_cb(first.get(), switch_in_turn, in_turn);
  SSL_CTX_set_client_hello_cb(on.get(), switch_in_turn, in_turn);
  for (ServerContext* host : {&first, &on, &off}) SSL_CTX_set1_groups_list(host->get(), "P-256");
  Client client(TLS1_3_VERSION);
  SSL_CTX_set1_groups_list(client.get(), "X25519:P-256");
  EXPECT_TEXT(outcome(first, client), "none");
  ck_assert_int_eq(client.hellos, 2);
}
END_TEST

int g_first_host_calls = 0;
int g_chosen_host_calls = 0;
void count_first(const SSL*, int where, int) {
  g_first_host_calls += where == SSL_CB_HANDSHAKE_DONE;
}
void count_chosen(const SSL*, int where, int) {
  g_chosen_host_calls += where == SSL_CB_HANDSHAKE_DONE;
}

START_TEST(the_chosen_host_s_own_info_callback_is_called) {
  const tb::tls::ServerOffer offer = offer_of_everything();
  const auto first = bare_server_context();
  const auto chosen = bare_server_context();
  SSL_CTX_set_info_callback(first.get(), count_first);
  SSL_CTX_set_info_callback(chosen.get(), count_chosen);
  EXPECT_OK(tb::tls::install_server_extension(first.get(), &offer, indexes()));
  EXPECT_OK(tb::tls::install_server_extension(chosen.get(), &offer, indexes()));
  SSL_CTX_set_client_hello_cb(first.get(), switch_to, chosen.get());
  Client client(TLS1_3_VERSION);
  Connection connection(first.get(), client.get());
  ck_assert(connection.complete());
  ck_assert_int_eq(g_first_host_calls, 0);
  ck_assert_int_eq(g_chosen_host_calls, 1);
}
END_TEST

}  // namespace

Suite* tb::testing::virtual_hosts_suite() {
  return suite_of(
      "virtual_hosts",
      {the_chosen_host_answers, the_chosen_host_is_silent_when_off_though_the_first_is_on,
       the_chosen_host_answers_though_the_first_is_off, the_chosen_host_decides_on_versions,
       the_chosen_host_refuses_a_malformed_extension, the_chosen_host_binds_the_connection,
       the_host_chosen_after_a_hello_retry_request_decides,
       the_chosen_host_s_own_info_callback_is_called});
}
