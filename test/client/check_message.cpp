// SPDX-License-Identifier: Apache-2.0
#include "prove/make_message.h"

#include <algorithm>

#include "core/base64url.h"
#include "suites.h"
#include "support/claims.h"
#include "verify/verify_message.h"

namespace {

using namespace tb;
using namespace tb::testing;
using core::KeyParameters;
using prove::Signer;

Signer signer_of(KeyParameters key_parameters) {
  return {value_of(prove::Key::generate(key_parameters)), key_parameters};
}

tls::ConnectionBinding connection_of(KeyParameters key_parameters) {
  tls::ConnectionBinding connection{{core::kVersion1_0, key_parameters}, {}, 1};
  std::ranges::fill(connection.ekm.fill(), std::uint8_t{7});
  return connection;
}

// judged has the server's own judge read what the client made.
verify::VerifiedBindings judged(const std::string& text, const tls::ConnectionBinding& connection) {
  const Octets octets = value_of(core::base64url_decode(text));
  const auto check = value_of(verify::SignatureVerifier::make());
  return value_of(verify::verify_message(value_of(core::decode_message(octets)), connection, *check,
                                         check->digester()));
}

START_TEST(the_server_accepts_a_provided_binding_of_every_kind) {
  for (const auto item :
       {KeyParameters::ecdsap256, KeyParameters::rsa2048_pss, KeyParameters::rsa2048_pkcs1_5}) {
    const tls::ConnectionBinding connection = connection_of(item);
    const Signer signer = signer_of(item);
    const std::string text = value_of(prove::make_message(signer, {}, connection.ekm.view()));
    const verify::VerifiedBindings verified = judged(text, connection);
    EXPECT_OCTETS(verified.provided().octets, value_of(signer.key.id(item)));
    ck_assert(!verified.referred().has_value());
  }
}
END_TEST

START_TEST(the_usual_message_has_186_characters) {
  const tls::ConnectionBinding connection = connection_of(KeyParameters::ecdsap256);
  const std::string text =
      value_of(prove::make_message(signer_of(KeyParameters::ecdsap256), {}, connection.ekm.view()));
  ck_assert_uint_eq(text.size(), 186);
}
END_TEST

START_TEST(a_referred_binding_has_its_own_key_parameters_and_signs_the_same_connection) {
  const tls::ConnectionBinding connection = connection_of(KeyParameters::ecdsap256);
  const Signer provided = signer_of(KeyParameters::ecdsap256);
  const Signer referred = signer_of(KeyParameters::rsa2048_pss);
  const std::string text = value_of(prove::make_message(provided, referred, connection.ekm.view()));
  const verify::VerifiedBindings verified = judged(text, connection);
  EXPECT_OCTETS(verified.provided().octets, value_of(provided.key.id(KeyParameters::ecdsap256)));
  ck_assert(verified.referred().has_value());
  EXPECT_OCTETS(verified.referred()->octets, value_of(referred.key.id(KeyParameters::rsa2048_pss)));
}
END_TEST

START_TEST(a_key_of_another_type_makes_no_message) {
  const tls::ConnectionBinding connection = connection_of(KeyParameters::rsa2048_pss);
  Signer signer = signer_of(KeyParameters::ecdsap256);
  signer.key_parameters = KeyParameters::rsa2048_pss;
  EXPECT_CAUSE(prove::make_message(signer, {}, connection.ekm.view()), core::Cause::kKeyType);
}
END_TEST

}  // namespace

Suite* tb::testing::client_message_suite() {
  return suite_of(
      "client_message",
      {the_server_accepts_a_provided_binding_of_every_kind, the_usual_message_has_186_characters,
       a_referred_binding_has_its_own_key_parameters_and_signs_the_same_connection,
       a_key_of_another_type_makes_no_message});
}
