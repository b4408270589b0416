// SPDX-License-Identifier: Apache-2.0
#include <openssl/ssl.h>

#include "peers.h"
#include "suites.h"
#include "support/claims.h"

// Resumption and renegotiation: each handshake negotiates anew, and the latest one holds.
namespace {

using namespace tb::core;
using namespace tb::testing;

struct Way {
  int version;
  bool ticket;
};
constexpr Way kWays[] = {{TLS1_2_VERSION, true},
                         {TLS1_2_VERSION, false},
                         {TLS1_3_VERSION, true},
                         {TLS1_3_VERSION, false}};

// Resumption makes a session by one full handshake, in which `first` was offered.
struct Resumption {
  Resumption(const Way& way, std::optional<Octets> first) : client(way.version, std::move(first)) {
    if (!way.ticket) SSL_CTX_set_options(server.get(), SSL_OP_NO_TICKET);
    SSL_CTX_set_session_id_context(server.get(), reinterpret_cast<const unsigned char*>("t"), 1);
    Connection connection(server.get(), client.get());
    ck_assert(connection.complete() && connection.exchange());
    ck_assert(client.session != nullptr);
    if (connection.binding()) first_ekm = connection.server_ekm();
  }

  ServerContext server;
  Client client;
  Octets first_ekm;
};

// resumed offers `second` on the session of `with` and gives what came of it.
std::shared_ptr<const tb::tls::ConnectionBinding> resumed(Resumption& with,
                                                          std::optional<Octets> second) {
  with.client.offer = std::move(second);
  Connection connection(with.server.get(), with.client.get());
  connection.resume(with.client);
  ck_assert(connection.complete());
  ck_assert_int_eq(SSL_session_reused(connection.server()), 1);
  ck_assert_int_eq(with.client.answer.has_value(), connection.binding() != nullptr);
  if (connection.binding()) EXPECT_OCTETS(connection.server_ekm(), connection.client_ekm());
  return connection.binding();
}

START_TEST(resumed_handshake_is_answered_with_its_own_keying_material) {
  for (const Way& way : kWays) {
    Resumption resumption(way, from_hex("0100 01 02"));
    const auto binding = resumed(resumption, from_hex("0100 01 02"));
    ck_assert(binding != nullptr);
    ck_assert(to_hex(binding->ekm.view()) != to_hex(resumption.first_ekm));
  }
}
END_TEST

START_TEST(resumed_handshake_negotiates_anew) {
  for (const Way& way : kWays) {
    Resumption resumption(way, from_hex("000d 01 02"));
    const auto binding = resumed(resumption, from_hex("0100 01 00"));
    ck_assert(binding->negotiated == (Negotiated{kVersion1_0, KeyParameters::rsa2048_pkcs1_5}));
  }
}
END_TEST

START_TEST(resumed_handshake_without_the_extension_is_unbound) {
  for (const Way& way : kWays) {
    Resumption resumption(way, from_hex("0100 01 02"));
    ck_assert(resumed(resumption, {}) == nullptr);
  }
}
END_TEST

START_TEST(resumed_handshake_may_be_bound_where_the_first_was_not) {
  for (const Way& way : kWays) {
    Resumption resumption(way, {});
    ck_assert(resumed(resumption, from_hex("0100 01 02")) != nullptr);
  }
}
END_TEST

// RFC 7627 5.3: such a session is not resumed, so the full handshake negotiates as any other.
START_TEST(session_without_extended_master_secret_leads_to_a_full_bound_handshake) {
  ServerContext server;
  Client client(TLS1_2_VERSION);
  SSL_CTX_set_options(client.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  Connection first(server.get(), client.get());
  ck_assert(first.complete() && first.exchange());
  ck_assert(first.binding() == nullptr);
  SSL_CTX_clear_options(client.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  Connection second(server.get(), client.get());
  second.resume(client);
  ck_assert(second.complete());
  ck_assert_int_eq(SSL_session_reused(second.server()), 0);
  ck_assert(second.binding() != nullptr);
}
END_TEST

START_TEST(session_with_extended_master_secret_is_not_resumed_without_it) {
  ServerContext server;
  Client client(TLS1_2_VERSION);
  Connection first(server.get(), client.get());
  ck_assert(first.complete() && first.exchange());
  SSL_CTX_set_options(client.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  Connection second(server.get(), client.get());
  second.resume(client);
  ck_assert(!second.complete());
  ck_assert(second.binding() == nullptr);
}
END_TEST

START_TEST(renegotiation_makes_a_new_binding_in_a_new_epoch) {
  ServerContext server;
  Client client(TLS1_2_VERSION, from_hex("0100 01 02"));
  Connection connection(server.get(), client.get());
  ck_assert(connection.complete());
  const auto before = connection.binding();
  client.offer = from_hex("000d 01 01");
  ck_assert(connection.renegotiate());
  const auto after = connection.binding();
  ck_assert(after->negotiated == (Negotiated{Version(0, 13), KeyParameters::rsa2048_pss}));
  ck_assert_uint_gt(after->epoch, before->epoch);
  ck_assert(to_hex(after->ekm.view()) != to_hex(before->ekm.view()));
  EXPECT_OCTETS(connection.server_ekm(), connection.client_ekm());
}
END_TEST

START_TEST(renegotiation_without_the_extension_ends_the_binding) {
  ServerContext server;
  Client client(TLS1_2_VERSION);
  Connection connection(server.get(), client.get());
  ck_assert(connection.complete());
  ck_assert(connection.binding() != nullptr);
  client.offer.reset();
  ck_assert(connection.renegotiate());
  ck_assert(connection.binding() == nullptr);
}
END_TEST

START_TEST(renegotiation_may_bind_a_connection_that_was_not) {
  ServerContext server;
  Client client(TLS1_2_VERSION, {});
  Connection connection(server.get(), client.get());
  ck_assert(connection.complete());
  ck_assert(connection.binding() == nullptr);
  client.offer = from_hex("0100 01 02");
  ck_assert(connection.renegotiate());
  ck_assert(connection.binding() != nullptr);
}
END_TEST

START_TEST(no_binding_while_a_renegotiation_runs) {
  ServerContext server;
  Client client(TLS1_2_VERSION);
  Connection connection(server.get(), client.get());
  ck_assert(connection.complete());
  ck_assert_int_eq(SSL_renegotiate(connection.server()), 1);
  SSL_do_handshake(connection.server());
  char octet = 0;
  SSL_read(connection.client(), &octet, 1);  // answers with a ClientHello
  SSL_read(connection.server(), &octet, 1);  // begins the handshake
  ck_assert(connection.binding() == nullptr);
}
END_TEST

}  // namespace

Suite* tb::testing::later_handshakes_suite() {
  return suite_of(
      "later_handshakes",
      {resumed_handshake_is_answered_with_its_own_keying_material,
       resumed_handshake_negotiates_anew, resumed_handshake_without_the_extension_is_unbound,
       resumed_handshake_may_be_bound_where_the_first_was_not,
       session_without_extended_master_secret_leads_to_a_full_bound_handshake,
       session_with_extended_master_secret_is_not_resumed_without_it,
       renegotiation_makes_a_new_binding_in_a_new_epoch,
       renegotiation_without_the_extension_ends_the_binding,
       renegotiation_may_bind_a_connection_that_was_not, no_binding_while_a_renegotiation_runs});
}
