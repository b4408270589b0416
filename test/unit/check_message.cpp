// SPDX-License-Identifier: Apache-2.0
#include "core/message.h"

#include "suites.h"
#include "support/claims.h"
#include "support/parts.h"

// The structure of messages; check_message_key.cpp has what is particular to a kind of key. Offsets
// in a message of one ecdsap256 binding: type 2, key_parameters 3, key_length 4, point 6, signature
// length 71, signature 73, extensions length 137, end 139.
namespace {

using namespace tb::core;
using namespace tb::testing;

Octets some_point() {
  return Octets(64, 0x11);
}
Octets some_signature() {
  return Octets(64, 0x22);
}
Parts some_binding(std::size_t type) {
  return {type, ec_id(some_point()), some_signature()};
}
Octets some_message() {
  return message_octets({some_binding(kProvided)});
}

START_TEST(message_decodes_into_views_of_its_octets) {
  Parts referred = some_binding(kReferred);
  referred.extensions = concat({u8(7), u16_prefixed(from_hex("0102"))});
  const Octets octets = message_octets({some_binding(kProvided), referred});
  const TokenBindingMessage message = value_of(decode_message(octets));
  ck_assert_uint_eq(message.bindings().size(), 2);
  const TokenBinding& first = message.bindings()[0];
  ck_assert(first.type == BindingType::provided);
  ck_assert(first.id.key_parameters == KeyParameters::ecdsap256);
  ck_assert_uint_eq(first.offset, 2);
  ck_assert_ptr_eq(first.id.encoded.data(), octets.data() + 3);
  EXPECT_OCTETS(first.id.encoded, ec_id(some_point()));
  EXPECT_OCTETS(first.id.point, some_point());
  EXPECT_OCTETS(first.signature, some_signature());
  ck_assert_uint_eq(first.extensions.size(), 0);
  const TokenBinding& second = message.bindings()[1];
  ck_assert(second.type == BindingType::referred);
  ck_assert_uint_eq(second.offset, 2 + 137);
  EXPECT_OCTETS(second.extensions, referred.extensions);
}
END_TEST

START_TEST(message_encodes_to_the_octets_it_was_decoded_from) {
  Parts other = some_binding(77);
  other.extensions = concat({u8(1), u16_prefixed({}), u8(2), u16_prefixed(from_hex("aa"))});
  const Octets octets = message_octets({some_binding(kProvided), other, some_binding(kReferred)});
  const TokenBindingMessage message = value_of(decode_message(octets));
  EXPECT_OCTETS(encode_message(message.bindings()), octets);
}
END_TEST

START_TEST(message_has_the_published_sizes) {
  ck_assert_uint_eq(ec_id(some_point()).size(), 68);
  ck_assert_uint_eq(some_message().size(), 139);
  EXPECT_OCTETS(encode_ec_id(some_point()), ec_id(some_point()));
}
END_TEST

START_TEST(message_refuses_every_truncation) {
  const Octets octets = some_message();
  for (std::size_t length = 0; length < octets.size(); ++length) {
    const Octets outer_says_all(octets.begin(), octets.begin() + static_cast<long>(length));
    EXPECT_CAUSE(decode_message(outer_says_all), Cause::kTruncated);
    if (length <= 2) continue;
    const Octets outer_fits =
        u16_prefixed(Octets(outer_says_all.begin() + 2, outer_says_all.end()));
    ck_assert(!decode_message(outer_fits).ok());
  }
  EXPECT_REFUSED(decode_message(Octets{}), Cause::kTruncated, 0);
  EXPECT_REFUSED(decode_message(from_hex("00")), Cause::kTruncated, 0);
}
END_TEST

START_TEST(message_refuses_an_outer_length_that_differs_from_the_rest) {
  Octets octets = some_message();
  octets[1] = 138;
  EXPECT_REFUSED(decode_message(octets), Cause::kTruncated, 2);
  octets[1] = 136;
  EXPECT_REFUSED(decode_message(octets), Cause::kTrailing, 138);
  octets[0] = octets[1] = 0xff;
  EXPECT_REFUSED(decode_message(octets), Cause::kTruncated, 2);
}
END_TEST

START_TEST(message_refuses_trailing_bytes) {
  EXPECT_REFUSED(decode_message(concat({some_message(), u8(0)})), Cause::kTrailing, 139);
}
END_TEST

START_TEST(message_refuses_trailing_bytes_inside_the_outer_length) {
  const Octets octets = u16_prefixed(concat({binding_octets(some_binding(kProvided)), u8(0)}));
  EXPECT_REFUSED(decode_message(octets), Cause::kTruncated, 140);
}
END_TEST

START_TEST(message_refuses_to_hold_no_binding) {
  EXPECT_REFUSED(decode_message(from_hex("0000")), Cause::kNoBindings, 2);
}
END_TEST

START_TEST(message_holds_eight_bindings_and_refuses_a_ninth) {
  std::vector<Parts> all(8, some_binding(77));
  const Octets eight = message_octets(all);
  const TokenBindingMessage message = value_of(decode_message(eight));
  ck_assert_uint_eq(message.bindings().size(), kMaxBindings);
  all.push_back(some_binding(77));
  EXPECT_REFUSED(decode_message(message_octets(all)), Cause::kTooManyBindings, 2 + 8 * 137);
}
END_TEST

START_TEST(message_accepts_unknown_extensions) {
  const Octets empty = concat({u8(9), u16(0)});
  const Octets full = concat({u8(255), u16_prefixed(Octets(300, 0x33))});
  for (const Octets& extensions : {empty, full, concat({full, empty}), concat({empty, empty})}) {
    Parts parts = some_binding(kProvided);
    parts.extensions = extensions;
    const Octets octets = message_octets({parts});
    const TokenBindingMessage message = value_of(decode_message(octets));
    EXPECT_OCTETS(message.bindings()[0].extensions, extensions);
  }
}
END_TEST

START_TEST(message_refuses_extensions_that_are_cut) {
  for (const char* cut : {"01", "0100", "01000201", "010000 02"}) {
    Parts parts = some_binding(kProvided);
    parts.extensions = from_hex(cut);
    EXPECT_CAUSE(decode_message(message_octets({parts})), Cause::kTruncated);
  }
  Octets overrun = some_message();
  overrun[138] = 1;
  EXPECT_REFUSED(decode_message(overrun), Cause::kTruncated, 139);
}
END_TEST

START_TEST(message_keeps_types_that_nobody_defined) {
  for (std::size_t type = 0; type < 256; ++type) {
    const Octets octets = message_octets({some_binding(type)});
    const TokenBindingMessage message = value_of(decode_message(octets));
    ck_assert_uint_eq(static_cast<std::size_t>(message.bindings()[0].type), type);
  }
}
END_TEST

START_TEST(message_skips_a_key_of_unknown_parameters_by_its_length) {
  Parts opaque = some_binding(kReferred);
  for (const std::size_t length : {0U, 1U, 65U, 400U}) {
    opaque.id = concat({u8(96), u16_prefixed(Octets(length, 0x44))});
    const Octets octets = message_octets({opaque, some_binding(kProvided)});
    const TokenBindingMessage message = value_of(decode_message(octets));
    ck_assert_uint_eq(message.bindings().size(), 2);
    const TokenBindingID& id = message.bindings()[0].id;
    ck_assert_uint_eq(static_cast<unsigned>(id.key_parameters), 96);
    EXPECT_OCTETS(id.encoded, opaque.id);
    ck_assert(id.point.empty() && id.modulus.empty() && id.exponent.empty());
  }
}
END_TEST

START_TEST(message_asks_64_octets_of_a_signature_under_unknown_parameters) {
  Parts opaque{kReferred, concat({u8(96), u16_prefixed({})}), Octets(64, 0)};
  EXPECT_OK(decode_message(message_octets({opaque})));
  opaque.signature.resize(1000);
  EXPECT_OK(decode_message(message_octets({opaque})));
  opaque.signature.resize(63);
  EXPECT_REFUSED(decode_message(message_octets({opaque})), Cause::kSignatureLength, 6);
}
END_TEST

START_TEST(message_may_be_as_long_as_its_length_field_can_say) {
  Parts parts = some_binding(kProvided);
  parts.extensions = concat({u8(9), u16_prefixed(Octets(0xffff - 137 - 3, 0))});
  const Octets octets = message_octets({parts});
  ck_assert_uint_eq(octets.size(), 2 + 0xffff);
  EXPECT_OK(decode_message(octets));
}
END_TEST

START_TEST(signed_data_is_type_key_parameters_and_ekm) {
  Ekm ekm{};
  ekm.fill(0x5a);
  EXPECT_OCTETS(signed_data(BindingType::referred, KeyParameters::ecdsap256, ekm),
                concat({from_hex("01 02"), Octets(32, 0x5a)}));
}
END_TEST

}  // namespace

Suite* tb::testing::message_suite() {
  return suite_of(
      "message",
      {message_decodes_into_views_of_its_octets, message_encodes_to_the_octets_it_was_decoded_from,
       message_has_the_published_sizes, message_refuses_every_truncation,
       message_refuses_an_outer_length_that_differs_from_the_rest, message_refuses_trailing_bytes,
       message_refuses_trailing_bytes_inside_the_outer_length, message_refuses_to_hold_no_binding,
       message_holds_eight_bindings_and_refuses_a_ninth, message_accepts_unknown_extensions,
       message_refuses_extensions_that_are_cut, message_keeps_types_that_nobody_defined,
       message_skips_a_key_of_unknown_parameters_by_its_length,
       message_asks_64_octets_of_a_signature_under_unknown_parameters,
       message_may_be_as_long_as_its_length_field_can_say,
       signed_data_is_type_key_parameters_and_ekm});
}
