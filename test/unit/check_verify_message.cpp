// SPDX-License-Identifier: Apache-2.0
#include "verify/verify_message.h"

#include "core/base64url.h"
#include "suites.h"
#include "support/connection.h"

// Whole messages, with real signatures: what is exported, and what refuses all of it.
namespace {

using namespace tb::core;
using namespace tb::testing;
using enum KeyParameters;

START_TEST(verify_gives_the_provided_id) {
  Connection connection(ecdsap256);
  const PrivateKey key = PrivateKey::load("ec");
  const auto verified = value_of(connection.judge({connection.parts(key, kProvided)}));
  EXPECT_OCTETS(verified.provided().octets, key.id(ecdsap256));
  EXPECT_TEXT(verified.provided().text, base64url_encode(key.id(ecdsap256)));
  ck_assert(!verified.referred().has_value());
  ck_assert(verified.others().empty());
  ck_assert(verified.origin() == tb::verify::Origin::kMessage);
}
END_TEST

START_TEST(verify_gives_the_referred_id_in_either_order) {
  Connection connection(ecdsap256);
  const Parts provided = connection.parts(PrivateKey::load("ec"), kProvided);
  const Parts referred = connection.parts(PrivateKey::load("ec_other"), kReferred);
  for (const auto& all : {std::vector{provided, referred}, std::vector{referred, provided}}) {
    const auto verified = value_of(connection.judge(all));
    EXPECT_OCTETS(verified.provided().octets, provided.id);
    EXPECT_OCTETS(verified.referred()->octets, referred.id);
  }
}
END_TEST

START_TEST(verify_accepts_one_id_both_provided_and_referred) {
  Connection connection(ecdsap256);
  const PrivateKey key = PrivateKey::load("ec");
  const auto verified = value_of(
      connection.judge({connection.parts(key, kProvided), connection.parts(key, kReferred)}));
  EXPECT_OCTETS(verified.referred()->octets, verified.provided().octets);
}
END_TEST

START_TEST(verify_accepts_a_referred_binding_of_other_key_parameters) {
  Connection connection(ecdsap256);
  const Parts provided = connection.parts(PrivateKey::load("ec"), kProvided);
  const PrivateKey rsa = PrivateKey::load("rsa2048");
  for (const KeyParameters each : {rsa2048_pkcs1_5, rsa2048_pss}) {
    const Parts referred = connection.parts(rsa, kReferred, each);
    EXPECT_OCTETS(value_of(connection.judge({provided, referred})).referred()->octets, referred.id);
  }
}
END_TEST

START_TEST(verify_refuses_provided_key_parameters_that_were_not_negotiated) {
  const PrivateKey rsa = PrivateKey::load("rsa2048");
  Connection ec(ecdsap256);
  EXPECT_REFUSED(ec.judge({ec.parts(rsa, kProvided, rsa2048_pkcs1_5)}),
                 Cause::kKeyParametersNotNegotiated, 3);
  Connection pss(rsa2048_pss);
  EXPECT_REFUSED(pss.judge({pss.parts(rsa, kProvided, rsa2048_pkcs1_5)}),
                 Cause::kKeyParametersNotNegotiated, 3);
  EXPECT_OK(pss.judge({pss.parts(rsa, kProvided, rsa2048_pss)}));
  EXPECT_REFUSED(pss.judge({pss.parts(PrivateKey::load("ec"), kProvided, ecdsap256)}),
                 Cause::kKeyParametersNotNegotiated, 3);
}
END_TEST

START_TEST(verify_refuses_a_provided_binding_of_unknown_key_parameters) {
  Connection connection(ecdsap256);
  const Parts unknown{kProvided, concat({u8(96), u16_prefixed(Octets(65, 1))}), Octets(64, 1)};
  EXPECT_REFUSED(connection.judge({unknown}), Cause::kKeyParametersNotNegotiated, 3);
}
END_TEST

START_TEST(verify_refuses_a_provided_binding_of_unknown_key_parameters_even_if_negotiated) {
  Connection connection(static_cast<KeyParameters>(96));
  const Parts unknown{kProvided, concat({u8(96), u16_prefixed(Octets(65, 1))}), Octets(64, 1)};
  EXPECT_REFUSED(connection.judge({unknown}), Cause::kKeyParametersNotNegotiated, 3);
}
END_TEST

START_TEST(verify_refuses_a_message_without_a_provided_binding) {
  Connection connection(ecdsap256);
  const PrivateKey key = PrivateKey::load("ec");
  EXPECT_CAUSE(connection.judge({connection.parts(key, kReferred)}), Cause::kNoProvidedBinding);
  EXPECT_CAUSE(connection.judge({connection.parts(key, 77)}), Cause::kNoProvidedBinding);
}
END_TEST

START_TEST(verify_refuses_a_second_provided_binding_even_if_identical) {
  Connection connection(ecdsap256);
  const Parts first = connection.parts(PrivateKey::load("ec"), kProvided);
  const Parts other = connection.parts(PrivateKey::load("ec_other"), kProvided);
  EXPECT_REFUSED(connection.judge({first, first}), Cause::kSeveralProvidedBindings, 139);
  EXPECT_REFUSED(connection.judge({first, other}), Cause::kSeveralProvidedBindings, 139);
}
END_TEST

START_TEST(verify_refuses_a_second_referred_binding) {
  Connection connection(ecdsap256);
  const Parts provided = connection.parts(PrivateKey::load("ec"), kProvided);
  const Parts referred = connection.parts(PrivateKey::load("ec_other"), kReferred);
  EXPECT_REFUSED(connection.judge({referred, provided, referred}), Cause::kSeveralReferredBindings,
                 2 + 2 * 137);
}
END_TEST

START_TEST(verify_refuses_the_message_of_another_connection) {
  Connection mine(ecdsap256, 1);
  Connection theirs(ecdsap256, 2);
  const PrivateKey key = PrivateKey::load("ec");
  EXPECT_OK(mine.judge({mine.parts(key, kProvided)}));
  EXPECT_REFUSED(theirs.judge({mine.parts(key, kProvided)}), Cause::kSignature, 2);
}
END_TEST

START_TEST(verify_refuses_a_signature_for_the_other_type) {
  Connection connection(ecdsap256);
  Parts parts = connection.parts(PrivateKey::load("ec"), kReferred);
  parts.type = kProvided;
  EXPECT_REFUSED(connection.judge({parts}), Cause::kSignature, 2);
}
END_TEST

START_TEST(verify_refuses_all_for_one_bad_signature) {
  Connection connection(ecdsap256);
  Parts provided = connection.parts(PrivateKey::load("ec"), kProvided);
  Parts referred = connection.parts(PrivateKey::load("ec_other"), kReferred);
  EXPECT_OK(connection.judge({provided, referred}));
  std::swap(provided.signature, referred.signature);
  EXPECT_REFUSED(connection.judge({provided, referred}), Cause::kSignature, 2);
  provided = connection.parts(PrivateKey::load("ec"), kProvided);
  EXPECT_REFUSED(connection.judge({provided, referred}), Cause::kSignature, 139);
  EXPECT_REFUSED(connection.judge({referred, provided}), Cause::kSignature, 2);
}
END_TEST

START_TEST(verify_refuses_all_for_one_point_off_the_curve) {
  Connection connection(ecdsap256);
  const Parts provided = connection.parts(PrivateKey::load("ec"), kProvided);
  Parts referred = connection.parts(PrivateKey::load("ec_other"), kReferred);
  referred.id = ec_id(Octets(64, 0));
  EXPECT_REFUSED(connection.judge({provided, referred}), Cause::kPublicKey, 139);
}
END_TEST

START_TEST(verify_ignores_unknown_extensions) {
  Connection connection(ecdsap256);
  Parts parts = connection.parts(PrivateKey::load("ec"), kProvided);
  parts.extensions = from_hex("07 0000 08 0002 aabb 08 0000");
  EXPECT_OK(connection.judge({parts}));
}
END_TEST

}  // namespace

Suite* tb::testing::verify_message_suite() {
  return suite_of(
      "verify_message",
      {verify_gives_the_provided_id, verify_gives_the_referred_id_in_either_order,
       verify_accepts_one_id_both_provided_and_referred,
       verify_accepts_a_referred_binding_of_other_key_parameters,
       verify_refuses_provided_key_parameters_that_were_not_negotiated,
       verify_refuses_a_provided_binding_of_unknown_key_parameters,
       verify_refuses_a_provided_binding_of_unknown_key_parameters_even_if_negotiated,
       verify_refuses_a_message_without_a_provided_binding,
       verify_refuses_a_second_provided_binding_even_if_identical,
       verify_refuses_a_second_referred_binding, verify_refuses_the_message_of_another_connection,
       verify_refuses_a_signature_for_the_other_type, verify_refuses_all_for_one_bad_signature,
       verify_refuses_all_for_one_point_off_the_curve, verify_ignores_unknown_extensions});
}
