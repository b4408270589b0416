// SPDX-License-Identifier: Apache-2.0
#include <openssl/ssl.h>

#include "peers.h"
#include "suites.h"
#include "support/claims.h"

// What the server answers in a full handshake.
namespace {

using namespace tb::core;
using namespace tb::testing;
using enum KeyParameters;

void expect(ServerContext& server, const char* offer, const char* answer) {
  for (const int version : kTlsVersions) {
    Client client(version, from_hex(offer));
    EXPECT_TEXT(outcome(server, client), answer);
  }
}

START_TEST(server_answers_on_both_tls_versions) {
  ServerContext server;
  expect(server, "0100 03 02 01 00", "01000102");
}
END_TEST

START_TEST(server_is_silent_when_nothing_was_offered) {
  ServerContext server;
  for (const int version : kTlsVersions) {
    Client client(version, {});
    EXPECT_TEXT(outcome(server, client), "none");
  }
}
END_TEST

START_TEST(server_answers_versions_from_0_10_to_its_own_highest) {
  ServerContext server;
  expect(server, "0000 01 02", "none");
  expect(server, "0005 01 02", "none");
  expect(server, "0009 01 02", "none");
  expect(server, "000a 01 02", "000a0102");
  expect(server, "000d 01 02", "000d0102");
  expect(server, "0012 01 02", "00120102");
  expect(server, "0013 01 02", "00130102");
  expect(server, "00ff 01 02", "00130102");  // there was no draft after 0.19
  expect(server, "0100 01 02", "01000102");
  expect(server, "0207 01 02", "01000102");
  expect(server, "ffff 01 02", "01000102");
}
END_TEST

START_TEST(server_answers_exactly_one_by_its_own_preference) {
  ServerContext server;
  expect(server, "0100 03 00 01 02", "01000102");
  expect(server, "0100 02 00 01", "01000101");
  expect(server, "0100 01 00", "01000100");
  ServerContext reversed(offer_of({rsa2048_pkcs1_5, rsa2048_pss, ecdsap256}));
  expect(reversed, "0100 03 02 01 00", "01000100");
}
END_TEST

START_TEST(server_ignores_unknown_and_repeated_key_parameters) {
  ServerContext server;
  expect(server, "0100 03 63 ff 02", "01000102");
  expect(server, "0100 05 01 01 01 01 01", "01000101");
  const Octets all = concat({from_hex("0100"), u8_prefixed(Octets(255, 0))});
  expect(server, to_hex(all).c_str(), "01000100");
}
END_TEST

START_TEST(server_is_silent_without_common_key_parameters) {
  ServerContext server;
  expect(server, "0100 01 63", "none");
  ServerContext ec_only(offer_of({ecdsap256}));
  expect(ec_only, "0100 02 00 01", "none");
}
END_TEST

START_TEST(server_is_silent_where_token_binding_is_off) {
  ServerContext server(disabled_offer());
  expect(server, "0100 03 02 01 00", "none");
  expect(server, "ff", "none");  // and does not even look
}
END_TEST

START_TEST(server_refuses_a_malformed_extension_with_decode_error) {
  ServerContext server;
  for (const char* malformed : {"", "01", "0100", "0100 00", "0100 02 02", "0100 01 02 00",
                                "0100 ff 02", "0100 01 02 02 02"}) {
    for (const int version : kTlsVersions) {
      Client client(version, from_hex(malformed));
      EXPECT_TEXT(outcome(server, client), "aborted");
      ck_assert_int_eq(client.alert, SSL_AD_DECODE_ERROR);
    }
  }
  expect(server, "0100 01 02", "01000102");  // the next client does not suffer
}
END_TEST

START_TEST(server_is_silent_on_tls_1_2_without_extended_master_secret) {
  ServerContext server;
  Client client(TLS1_2_VERSION);
  SSL_CTX_set_options(client.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  EXPECT_TEXT(outcome(server, client), "none");
}
END_TEST

START_TEST(server_that_refuses_extended_master_secret_is_silent_on_tls_1_2) {
  ServerContext server;
  SSL_CTX_set_options(server.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  Client old(TLS1_2_VERSION);
  EXPECT_TEXT(outcome(server, old), "none");
  Client current(TLS1_3_VERSION);
  EXPECT_TEXT(outcome(server, current), "01000102");
}
END_TEST

START_TEST(tls_1_3_needs_no_extended_master_secret) {
  ServerContext server;
  Client client(TLS1_3_VERSION);
  SSL_CTX_set_options(client.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  EXPECT_TEXT(outcome(server, client), "01000102");
}
END_TEST

START_TEST(server_is_silent_below_tls_1_2) {
  ServerContext server;
  SSL_CTX_set_min_proto_version(server.get(), TLS1_1_VERSION);
  Client client(TLS1_1_VERSION);
  for (SSL_CTX* context : {server.get(), client.get()}) {
    SSL_CTX_set_security_level(context, 0);
    ck_assert_int_eq(SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0"), 1);
  }
  EXPECT_TEXT(outcome(server, client), "none");
}
END_TEST

START_TEST(server_is_silent_on_a_tls_version_to_which_it_is_not_confined) {
  tb::tls::ServerOffer only_1_2 = offer_of_everything();
  only_1_2.protocols.tls1_3 = false;
  tb::tls::ServerOffer only_1_3 = offer_of_everything();
  only_1_3.protocols.tls1_2 = false;
  ServerContext old(only_1_2);
  ServerContext current(only_1_3);
  Client on_1_2(TLS1_2_VERSION);
  Client on_1_3(TLS1_3_VERSION);
  EXPECT_TEXT(outcome(old, on_1_2), "01000102");
  EXPECT_TEXT(outcome(old, on_1_3), "none");
  EXPECT_TEXT(outcome(current, on_1_2), "none");
  EXPECT_TEXT(outcome(current, on_1_3), "01000102");
}
END_TEST

START_TEST(extension_is_not_installed_twice_on_one_context) {
  ServerContext server;
  const tb::tls::ServerOffer offer = offer_of_everything();
  EXPECT_CAUSE(tb::tls::install_server_extension(server.get(), &offer, indexes()), Cause::kLibrary);
  expect(server, "0100 01 02", "01000102");
}
END_TEST

}  // namespace

Suite* tb::testing::negotiation_suite() {
  return suite_of(
      "negotiation",
      {server_answers_on_both_tls_versions, server_is_silent_when_nothing_was_offered,
       server_answers_versions_from_0_10_to_its_own_highest,
       server_answers_exactly_one_by_its_own_preference,
       server_ignores_unknown_and_repeated_key_parameters,
       server_is_silent_without_common_key_parameters, server_is_silent_where_token_binding_is_off,
       server_refuses_a_malformed_extension_with_decode_error,
       server_is_silent_on_tls_1_2_without_extended_master_secret,
       server_that_refuses_extended_master_secret_is_silent_on_tls_1_2,
       tls_1_3_needs_no_extended_master_secret, server_is_silent_below_tls_1_2,
       server_is_silent_on_a_tls_version_to_which_it_is_not_confined,
       extension_is_not_installed_twice_on_one_context});
}
