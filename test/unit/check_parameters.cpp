// SPDX-License-Identifier: Apache-2.0
#include "core/parameters.h"

#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::core;
using namespace tb::testing;
using enum KeyParameters;

Supported supported(std::initializer_list<KeyParameters> by_preference) {
  Supported made;
  for (const KeyParameters each : by_preference) made.key_parameters.add(each);
  return made;
}

const Supported kEverything = supported({ecdsap256, rsa2048_pss, rsa2048_pkcs1_5});

// answered negotiates as a server does on the octets of a ClientHello's extension.
std::optional<Negotiated> answered(std::string_view hex, const Supported& by = kEverything) {
  const Octets octets = from_hex(hex);
  return answer_to(value_of(decode_parameters(octets)), by);
}

START_TEST(parameters_decode_what_was_encoded) {
  const std::array list{ecdsap256, rsa2048_pkcs1_5, static_cast<KeyParameters>(99)};
  const Octets octets = encode_parameters(Version(0, 13), list);
  EXPECT_OCTETS(octets, from_hex("00 0d 03 02 00 63"));
  const TokenBindingParameters decoded = value_of(decode_parameters(octets));
  ck_assert(decoded.version == Version(0, 13));
  EXPECT_OCTETS(decoded.key_parameters_list, from_hex("020063"));
}
END_TEST

START_TEST(parameters_take_a_list_of_255) {
  const Octets octets = concat({from_hex("0100"), u8_prefixed(Octets(255, 2))});
  ck_assert_uint_eq(value_of(decode_parameters(octets)).key_parameters_list.size(), 255);
}
END_TEST

START_TEST(parameters_refuse_a_body_that_ends_early) {
  EXPECT_REFUSED(decode_parameters({}), Cause::kTruncated, 0);
  EXPECT_REFUSED(decode_parameters(from_hex("01")), Cause::kTruncated, 1);
  EXPECT_REFUSED(decode_parameters(from_hex("0100")), Cause::kTruncated, 2);
  EXPECT_REFUSED(decode_parameters(from_hex("0100 02 02")), Cause::kTruncated, 3);
  EXPECT_REFUSED(decode_parameters(from_hex("0100 ff 02")), Cause::kTruncated, 3);
}
END_TEST

START_TEST(parameters_refuse_an_empty_list) {
  EXPECT_REFUSED(decode_parameters(from_hex("0100 00")), Cause::kNoKeyParameters, 3);
}
END_TEST

START_TEST(parameters_refuse_trailing_octets) {
  EXPECT_REFUSED(decode_parameters(from_hex("0100 01 02 00")), Cause::kTrailing, 4);
}
END_TEST

START_TEST(server_answers_with_the_lower_of_the_highest_versions) {
  ck_assert(answered("0100 01 02")->version == kVersion1_0);
  ck_assert(answered("000a 01 02")->version == kVersion0_10);
  ck_assert(answered("000d 01 02")->version == Version(0, 13));
  ck_assert(answered("0207 01 02")->version == kVersion1_0);
  ck_assert(answered("ffff 01 02")->version == kVersion1_0);
}
END_TEST

START_TEST(server_answers_no_version_that_never_was) {
  for (const char* offer : {"0013 01 02", "0014 01 02", "004d 01 02", "00ff 01 02"}) {
    ck_assert(answered(offer)->version == kVersion0_19);
  }
  Supported only_one = kEverything;
  only_one.lowest = kVersion1_0;
  ck_assert(!answered("00ff 01 02", only_one).has_value());
}
END_TEST

START_TEST(client_goes_on_unbound_with_a_version_that_never_was) {
  for (const char* answer : {"0014 01 02", "00ff 01 02"}) {
    const Octets octets = from_hex(answer);
    const auto accepted = accept_answer(value_of(decode_parameters(octets)), kEverything);
    ck_assert(!value_of(accepted).has_value());
  }
}
END_TEST

START_TEST(server_is_silent_below_its_lowest_version) {
  ck_assert(!answered("0009 01 02").has_value());
  ck_assert(!answered("0005 01 02").has_value());
  ck_assert(!answered("0000 01 02").has_value());
  Supported only_one = kEverything;
  only_one.lowest = kVersion1_0;
  ck_assert(!answered("000d 01 02", only_one).has_value());
  ck_assert(answered("0100 01 02", only_one).has_value());
}
END_TEST

START_TEST(server_can_be_pinned_to_a_draft_version) {
  Supported pinned = kEverything;
  pinned.highest = Version(0, 13);
  ck_assert(answered("0100 01 02", pinned)->version == Version(0, 13));
}
END_TEST

START_TEST(server_chooses_by_its_own_preference) {
  ck_assert(answered("0100 03 00 01 02")->key_parameters == ecdsap256);
  ck_assert(answered("0100 02 00 01")->key_parameters == rsa2048_pss);
  const Supported reversed = supported({rsa2048_pkcs1_5, rsa2048_pss, ecdsap256});
  ck_assert(answered("0100 03 02 01 00", reversed)->key_parameters == rsa2048_pkcs1_5);
}
END_TEST

START_TEST(server_ignores_key_parameters_that_it_does_not_know) {
  ck_assert(answered("0100 03 63 ff 02")->key_parameters == ecdsap256);
  ck_assert(answered("0100 04 02 02 02 02")->key_parameters == ecdsap256);
}
END_TEST

START_TEST(server_is_silent_without_common_key_parameters) {
  ck_assert(!answered("0100 01 63").has_value());
  ck_assert(!answered("0100 02 00 01", supported({ecdsap256})).has_value());
  ck_assert(!answered("0100 01 02", supported({})).has_value());
}
END_TEST

START_TEST(client_accepts_an_answer_within_its_offer) {
  const Octets octets = from_hex("000d 01 01");
  const auto accepted = value_of(accept_answer(value_of(decode_parameters(octets)), kEverything));
  ck_assert(accepted == (Negotiated{Version(0, 13), rsa2048_pss}));
}
END_TEST

START_TEST(client_refuses_a_version_above_its_offer) {
  const Octets octets = from_hex("0101 01 02");
  EXPECT_REFUSED(accept_answer(value_of(decode_parameters(octets)), kEverything),
                 Cause::kVersionTooHigh, 0);
}
END_TEST

START_TEST(client_refuses_more_than_one_key_parameters) {
  const Octets octets = from_hex("0100 02 02 01");
  EXPECT_REFUSED(accept_answer(value_of(decode_parameters(octets)), kEverything),
                 Cause::kKeyParametersNotOffered, 2);
}
END_TEST

START_TEST(client_refuses_key_parameters_that_it_did_not_offer) {
  const Octets octets = from_hex("0100 01 00");
  EXPECT_REFUSED(accept_answer(value_of(decode_parameters(octets)), supported({ecdsap256})),
                 Cause::kKeyParametersNotOffered, 3);
}
END_TEST

START_TEST(client_goes_on_unbound_below_its_lowest_version) {
  const Octets octets = from_hex("0005 01 02");
  ck_assert(!value_of(accept_answer(value_of(decode_parameters(octets)), kEverything)).has_value());
}
END_TEST

START_TEST(key_parameters_list_holds_each_once_in_order) {
  KeyParametersList list;
  ck_assert(list.add(rsa2048_pss));
  ck_assert(list.add(ecdsap256));
  ck_assert(!list.add(rsa2048_pss));
  ck_assert(list.contains(ecdsap256));
  ck_assert(!list.contains(rsa2048_pkcs1_5));
  ck_assert_uint_eq(list.items().size(), 2);
  ck_assert(list.items()[0] == rsa2048_pss);
  ck_assert(list.add(rsa2048_pkcs1_5));
  ck_assert(!list.add(static_cast<KeyParameters>(7)));
}
END_TEST

START_TEST(context_is_version_key_parameters_and_ekm) {
  std::array<std::uint8_t, kEkmSize> ekm{};
  ekm.fill(0x5a);
  const Context context = encode_context({Version(0, 13), ecdsap256}, ekm);
  EXPECT_OCTETS(context, concat({from_hex("00 0d 02"), Octets(32, 0x5a)}));
}
END_TEST

}  // namespace

Suite* tb::testing::parameters_suite() {
  return suite_of(
      "parameters",
      {parameters_decode_what_was_encoded, parameters_take_a_list_of_255,
       parameters_refuse_a_body_that_ends_early, parameters_refuse_an_empty_list,
       parameters_refuse_trailing_octets, server_answers_with_the_lower_of_the_highest_versions,
       server_answers_no_version_that_never_was,
       client_goes_on_unbound_with_a_version_that_never_was,
       server_is_silent_below_its_lowest_version, server_can_be_pinned_to_a_draft_version,
       server_chooses_by_its_own_preference, server_ignores_key_parameters_that_it_does_not_know,
       server_is_silent_without_common_key_parameters, client_accepts_an_answer_within_its_offer,
       client_refuses_a_version_above_its_offer, client_refuses_more_than_one_key_parameters,
       client_refuses_key_parameters_that_it_did_not_offer,
       client_goes_on_unbound_below_its_lowest_version,
       key_parameters_list_holds_each_once_in_order, context_is_version_key_parameters_and_ekm});
}
