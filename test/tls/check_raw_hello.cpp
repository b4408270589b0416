// SPDX-License-Identifier: Apache-2.0
#include <openssl/ssl.h>

#include <algorithm>

#include "core/reader.h"
#include "peers.h"
#include "suites.h"
#include "support/claims.h"

// ClientHellos that OpenSSL's own client cannot be made to send.
namespace {

using namespace tb::core;
using namespace tb::testing;

Octets extension(std::size_t type, const Octets& body) {
  return concat({u16(type), u16_prefixed(body)});
}

const Octets kTokenBinding = extension(24, from_hex("0100 01 02"));
const Octets kExtendedMasterSecret = extension(23, {});
const Octets kRenegotiationInfo = extension(0xff01, from_hex("00"));

// hello is a TLS 1.2 ClientHello, in its record, for ECDHE on P-256 with an ECDSA certificate.
Octets hello(const Octets& own_extensions) {
  const Octets extensions =
      concat({extension(10, from_hex("0002 0017")), extension(11, from_hex("01 00")),
              extension(13, from_hex("0002 0403")), own_extensions});
  const Octets body = concat({from_hex("0303"), Octets(32, 0x5a), u8(0), from_hex("0002 c02b"),
                              from_hex("01 00"), u16_prefixed(extensions)});
  const Octets message = concat({u8(1), u8(0), u16_prefixed(body)});
  return concat({from_hex("16 0301"), u16_prefixed(message)});
}

// reply gives a server's first flight.
Octets reply(const Octets& client_hello) {
  static ServerContext server;
  tb::tls::Handshake handshake;
  const tb::ossl::Owned<SSL> ssl(SSL_new(server.get()));
  BIO* in = BIO_new_mem_buf(client_hello.data(), static_cast<int>(client_hello.size()));
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), in, out);
  EXPECT_OK(tb::tls::attach(ssl.get(), &handshake, indexes()));
  SSL_accept(ssl.get());
  const unsigned char* written = nullptr;
  const auto length = BIO_get_mem_data(out, &written);
  return {written, written + length};
}

// answered_extensions lists the extension types of the ServerHello that a reply begins with.
std::vector<std::size_t> answered_extensions(const Octets& flight) {
  Reader in(flight);
  ck_assert_uint_eq(in.u8(), 22);  // a handshake record
  in.bytes(2 + 2);
  ck_assert_uint_eq(in.u8(), 2);  // ServerHello
  in.bytes(3 + 2 + 32);
  in.u8_prefixed();
  in.bytes(2 + 1);
  Reader extensions = in.nested_u16();
  std::vector<std::size_t> types;
  while (!extensions.at_end()) {
    types.push_back(extensions.u16());
    extensions.u16_prefixed();
  }
  ck_assert(in.ok() && extensions.ok());
  return types;
}

bool answers_token_binding(const Octets& own_extensions) {
  const auto types = answered_extensions(reply(hello(own_extensions)));
  return std::ranges::find(types, std::size_t{24}) != types.end();
}

START_TEST(server_answers_with_both_master_secret_and_renegotiation_indication) {
  ck_assert(
      answers_token_binding(concat({kTokenBinding, kExtendedMasterSecret, kRenegotiationInfo})));
  ck_assert(
      answers_token_binding(concat({kRenegotiationInfo, kExtendedMasterSecret, kTokenBinding})));
}
END_TEST

START_TEST(server_is_silent_without_renegotiation_indication) {
  ck_assert(!answers_token_binding(concat({kTokenBinding, kExtendedMasterSecret})));
}
END_TEST

START_TEST(server_is_silent_without_extended_master_secret) {
  ck_assert(!answers_token_binding(concat({kTokenBinding, kRenegotiationInfo})));
}
END_TEST

START_TEST(server_refuses_the_extension_given_twice) {
  const Octets flight = reply(
      hello(concat({kTokenBinding, kTokenBinding, kExtendedMasterSecret, kRenegotiationInfo})));
  EXPECT_OCTETS(flight, from_hex("15 0303 0002 02 2f"));  // a fatal alert, illegal_parameter
}
END_TEST

}  // namespace

Suite* tb::testing::raw_hello_suite() {
  return suite_of("raw_hello", {server_answers_with_both_master_secret_and_renegotiation_indication,
                                server_is_silent_without_renegotiation_indication,
                                server_is_silent_without_extended_master_secret,
                                server_refuses_the_extension_given_twice});
}
