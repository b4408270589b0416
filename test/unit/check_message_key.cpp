// SPDX-License-Identifier: Apache-2.0
#include "core/message.h"
#include "suites.h"
#include "support/claims.h"
#include "support/parts.h"

// The form that keys and signatures must have before anybody computes with them (RFC
// 8471 3.2, 3.3).
namespace {

using namespace tb::core;
using namespace tb::testing;

constexpr auto kPkcs1 = KeyParameters::rsa2048_pkcs1_5;
constexpr auto kPss = KeyParameters::rsa2048_pss;

Octets point_id_saying(std::size_t key_length, const Octets& point) {
  return concat({u8(2), u16(key_length), u8_prefixed(point)});
}

// An odd number of 2048 bits; nothing here depends on its factors.
Octets some_modulus() {
  Octets modulus(256, 0xc5);
  return modulus;
}

Octets some_rsa_id(const Octets& modulus, const Octets& exponent) {
  return rsa_id(kPkcs1, modulus, exponent);
}

auto decode_with_signature(const Octets& id, std::size_t length) {
  return decode_message(message_octets({{kProvided, id, Octets(length, 0x22)}}));
}

START_TEST(ec_id_decodes_what_was_encoded) {
  const Octets octets = encode_ec_id(Octets(64, 0x11));
  const TokenBindingID id = value_of(decode_token_binding_id(octets));
  ck_assert(id.key_parameters == KeyParameters::ecdsap256);
  EXPECT_OCTETS(id.encoded, octets);
  EXPECT_OCTETS(id.point, Octets(64, 0x11));
}
END_TEST

START_TEST(id_refuses_trailing_octets) {
  const Octets octets = concat({ec_id(Octets(64, 0x11)), u8(0)});
  EXPECT_REFUSED(decode_token_binding_id(octets), Cause::kTrailing, 68);
}
END_TEST

START_TEST(id_refuses_every_truncation) {
  for (const Octets& whole :
       {ec_id(Octets(64, 0x11)), some_rsa_id(some_modulus(), from_hex("03"))}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const Octets cut(whole.begin(), whole.begin() + static_cast<long>(length));
      EXPECT_CAUSE(decode_token_binding_id(cut), Cause::kTruncated);
    }
  }
}
END_TEST

START_TEST(ec_id_refuses_a_key_length_other_than_65) {
  const Octets point(64, 0x11);
  const Octets more = Octets(200, 0);
  for (const std::size_t length : {0U, 1U, 64U, 66U, 67U, 130U}) {
    const Octets octets = concat({point_id_saying(length, point), more});
    EXPECT_REFUSED(decode_token_binding_id(octets), Cause::kKeyLength, 1);
  }
  EXPECT_REFUSED(decode_token_binding_id(point_id_saying(0xffff, point)), Cause::kTruncated, 3);
}
END_TEST

START_TEST(ec_id_refuses_a_point_of_another_length) {
  for (const std::size_t length : {0U, 32U, 33U, 63U, 65U}) {
    const Octets octets = ec_id(Octets(length, 0x04));
    EXPECT_REFUSED(decode_token_binding_id(octets), Cause::kKeyLength, 1);
    // with a key_length that lies, so that the point's own length is what is wrong
    const Octets lying = concat({u8(2), u16(65), u8_prefixed(Octets(length, 4)), Octets(65, 0)});
    ck_assert(!decode_token_binding_id(lying).ok());
  }
  const Octets short_point = concat({u8(2), u16(65), u8(63), Octets(64, 0x11)});
  EXPECT_REFUSED(decode_token_binding_id(short_point), Cause::kPointLength, 3);
}
END_TEST

START_TEST(message_refuses_an_ec_signature_of_another_length) {
  const Octets id = ec_id(Octets(64, 0x11));
  EXPECT_OK(decode_with_signature(id, 64));
  for (const std::size_t length : {0U, 1U, 63U, 65U, 70U, 71U, 72U, 256U}) {
    EXPECT_REFUSED(decode_with_signature(id, length), Cause::kSignatureLength, 71);
  }
}
END_TEST

START_TEST(rsa_id_decodes_what_was_encoded) {
  for (const KeyParameters each : {kPkcs1, kPss}) {
    const Octets octets = encode_rsa_id(each, some_modulus(), from_hex("010001"));
    EXPECT_OCTETS(octets, rsa_id(each, some_modulus(), from_hex("010001")));
    ck_assert_uint_eq(octets.size(), 265);
    const TokenBindingID id = value_of(decode_token_binding_id(octets));
    ck_assert(id.key_parameters == each);
    EXPECT_OCTETS(id.encoded, octets);
    EXPECT_OCTETS(id.modulus, some_modulus());
    EXPECT_OCTETS(id.exponent, from_hex("010001"));
  }
}
END_TEST

START_TEST(rsa_message_has_the_published_size) {
  const Parts parts{kProvided, some_rsa_id(some_modulus(), from_hex("010001")), Octets(256, 1)};
  const Octets octets = message_octets({parts});
  ck_assert_uint_eq(octets.size(), 528);
  EXPECT_OK(decode_message(octets));
}
END_TEST

START_TEST(rsa_id_refuses_a_key_length_that_differs_from_the_key) {
  const Octets key = concat({u16_prefixed(some_modulus()), u8_prefixed(from_hex("010001"))});
  const Octets covers_more = concat({u8(0), u16_prefixed(concat({key, u8(0)}))});
  EXPECT_REFUSED(decode_token_binding_id(covers_more), Cause::kTrailing, 265);
  const Octets covers_less = concat({u8(0), u16(key.size() - 1), key});
  EXPECT_REFUSED(decode_token_binding_id(covers_less), Cause::kTruncated, 262);
}
END_TEST

START_TEST(rsa_id_refuses_a_modulus_of_another_length) {
  for (const std::size_t length : {0U, 1U, 128U, 255U, 257U, 384U, 512U}) {
    Octets modulus(length, 0xc5);
    EXPECT_REFUSED(decode_token_binding_id(some_rsa_id(modulus, from_hex("010001"))),
                   Cause::kRsaModulus, 3);
  }
}
END_TEST

START_TEST(rsa_id_refuses_a_modulus_of_2047_bits) {
  Octets modulus = some_modulus();
  modulus.front() = 0x7f;
  EXPECT_REFUSED(decode_token_binding_id(some_rsa_id(modulus, from_hex("010001"))),
                 Cause::kRsaModulus, 3);
  EXPECT_REFUSED(decode_token_binding_id(PrivateKey::load("rsa2047").id(kPkcs1)),
                 Cause::kRsaModulus, 3);
}
END_TEST

START_TEST(rsa_id_refuses_a_modulus_that_begins_with_zero) {
  const Octets modulus = concat({u8(0), some_modulus()});
  EXPECT_REFUSED(decode_token_binding_id(some_rsa_id(modulus, from_hex("010001"))),
                 Cause::kRsaModulus, 3);
}
END_TEST

START_TEST(rsa_id_refuses_an_even_modulus) {
  Octets modulus = some_modulus();
  modulus.back() = 0xc4;
  EXPECT_REFUSED(decode_token_binding_id(some_rsa_id(modulus, from_hex("010001"))),
                 Cause::kRsaModulus, 3);
}
END_TEST

START_TEST(rsa_id_accepts_odd_exponents_from_3_to_8_octets) {
  for (const char* exponent : {"03", "05", "11", "ff", "010001", "ffffffffffffffff"}) {
    EXPECT_OK(decode_token_binding_id(some_rsa_id(some_modulus(), from_hex(exponent))));
  }
}
END_TEST

START_TEST(rsa_id_refuses_other_exponents) {
  for (const char* exponent :
       {"", "00", "01", "02", "04", "010000", "0003", "00010001", "000001", "010000000000000001"}) {
    EXPECT_REFUSED(decode_token_binding_id(some_rsa_id(some_modulus(), from_hex(exponent))),
                   Cause::kRsaExponent, 3 + 2 + 256);
  }
  EXPECT_REFUSED(decode_token_binding_id(some_rsa_id(some_modulus(), Octets(255, 0xff))),
                 Cause::kRsaExponent, 261);
}
END_TEST

START_TEST(message_refuses_an_rsa_signature_of_another_length) {
  for (const KeyParameters each : {kPkcs1, kPss}) {
    const Octets id = rsa_id(each, some_modulus(), from_hex("010001"));
    EXPECT_OK(decode_with_signature(id, 256));
    for (const std::size_t length : {0U, 64U, 128U, 255U, 257U, 512U}) {
      EXPECT_REFUSED(decode_with_signature(id, length), Cause::kSignatureLength, 2 + 1 + 265);
    }
  }
}
END_TEST

START_TEST(message_names_the_first_fault_of_a_bad_key) {
  const Octets id = some_rsa_id(Octets(128, 0xc5), from_hex("00"));
  EXPECT_REFUSED(decode_with_signature(id, 10), Cause::kRsaModulus, 3 + 3);
}
END_TEST

START_TEST(id_of_unknown_parameters_is_taken_whole) {
  const Octets octets = concat({u8(3), u16_prefixed(Octets(5, 9))});
  EXPECT_OCTETS(value_of(decode_token_binding_id(octets)).encoded, octets);
}
END_TEST

}  // namespace

Suite* tb::testing::message_key_suite() {
  return suite_of(
      "message_key",
      {ec_id_decodes_what_was_encoded, id_refuses_trailing_octets, id_refuses_every_truncation,
       ec_id_refuses_a_key_length_other_than_65, ec_id_refuses_a_point_of_another_length,
       message_refuses_an_ec_signature_of_another_length, rsa_id_decodes_what_was_encoded,
       rsa_message_has_the_published_size, rsa_id_refuses_a_key_length_that_differs_from_the_key,
       rsa_id_refuses_a_modulus_of_another_length, rsa_id_refuses_a_modulus_of_2047_bits,
       rsa_id_refuses_a_modulus_that_begins_with_zero, rsa_id_refuses_an_even_modulus,
       rsa_id_accepts_odd_exponents_from_3_to_8_octets, rsa_id_refuses_other_exponents,
       message_refuses_an_rsa_signature_of_another_length,
       message_names_the_first_fault_of_a_bad_key, id_of_unknown_parameters_is_taken_whole});
}
