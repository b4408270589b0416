// SPDX-License-Identifier: Apache-2.0
#include "verify/public_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "suites.h"
#include "support/claims.h"
#include "support/parts.h"

namespace {

using namespace tb::core;
using namespace tb::testing;
using tb::verify::import_public_key;

// imported decodes an ID and imports its key; the octets need to live only that long.
auto imported(const Octets& id) {
  return import_public_key(value_of(decode_token_binding_id(id)));
}

Octets with_point(const Octets& x, const Octets& y) {
  return ec_id(concat({x, y}));
}

START_TEST(public_key_is_the_point_of_the_id) {
  for (const char* name : {"ec", "ec_other", "ec_zero_x", "ec_zero_y"}) {
    const PrivateKey key = PrivateKey::load(name);
    const auto made = value_of(imported(key.id(KeyParameters::ecdsap256)));
    Octets encoded(65);
    std::size_t length = 0;
    ck_assert_int_eq(EVP_PKEY_get_octet_string_param(made.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                                     encoded.data(), encoded.size(), &length),
                     1);
    EXPECT_OCTETS(encoded, concat({u8(4), key.point()}));
  }
}
END_TEST

START_TEST(public_key_takes_points_with_leading_zeros) {
  ck_assert_uint_eq(PrivateKey::load("ec_zero_x").point()[0], 0);
  ck_assert_uint_eq(PrivateKey::load("ec_zero_y").point()[32], 0);
  EXPECT_OK(imported(PrivateKey::load("ec_zero_x").id(KeyParameters::ecdsap256)));
  EXPECT_OK(imported(PrivateKey::load("ec_zero_y").id(KeyParameters::ecdsap256)));
}
END_TEST

START_TEST(public_key_refuses_the_zero_point) {
  EXPECT_CAUSE(imported(ec_id(Octets(64, 0))), Cause::kPublicKey);
}
END_TEST

START_TEST(public_key_refuses_points_off_the_curve) {
  Octets point = PrivateKey::load("ec").point();
  for (const std::size_t place : {0U, 31U, 32U, 63U}) {
    Octets off = point;
    off[place] ^= 1;
    EXPECT_CAUSE(imported(ec_id(off)), Cause::kPublicKey);
  }
  // y^2 = x^3 - 3x + b' with another b: on the twist's or another curve, not on ours
  EXPECT_CAUSE(imported(with_point(big_endian(1, 32), big_endian(1, 32))), Cause::kPublicKey);
}
END_TEST

START_TEST(public_key_refuses_coordinates_that_are_not_below_the_prime) {
  const Octets zero(32, 0);
  // x = 0 is on the curve; x = p stands for the same number, but is not its encoding.
  const Octets root_of_b =
      from_hex("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4");
  EXPECT_OK(imported(with_point(zero, root_of_b)));
  EXPECT_CAUSE(imported(with_point(p256_prime(), root_of_b)), Cause::kPublicKey);
  EXPECT_CAUSE(imported(with_point(Octets(32, 0xff), root_of_b)), Cause::kPublicKey);
  EXPECT_CAUSE(imported(with_point(zero, p256_prime())), Cause::kPublicKey);
  EXPECT_CAUSE(imported(with_point(zero, Octets(32, 0xff))), Cause::kPublicKey);
}
END_TEST

START_TEST(public_key_is_the_modulus_and_exponent_of_the_id) {
  for (const char* name : {"rsa2048", "rsa2048_e3"}) {
    const PrivateKey key = PrivateKey::load(name);
    const auto made = value_of(imported(key.id(KeyParameters::rsa2048_pss)));
    ck_assert_int_eq(EVP_PKEY_get_bits(made.get()), 2048);
    BIGNUM* n = nullptr;
    ck_assert_int_eq(EVP_PKEY_get_bn_param(made.get(), OSSL_PKEY_PARAM_RSA_N, &n), 1);
    ck_assert_int_eq(BN_cmp(n, key.number(OSSL_PKEY_PARAM_RSA_N).get()), 0);
    BN_free(n);
  }
}
END_TEST

START_TEST(public_key_refuses_unknown_key_parameters) {
  EXPECT_CAUSE(imported(concat({u8(3), u16_prefixed(Octets(65, 1))})), Cause::kPublicKey);
}
END_TEST

START_TEST(public_key_leaves_the_error_queue_as_it_was) {
  ERR_clear_error();
  EXPECT_CAUSE(imported(ec_id(Octets(64, 0))), Cause::kPublicKey);
  ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

}  // namespace

Suite* tb::testing::public_key_suite() {
  return suite_of(
      "public_key",
      {public_key_is_the_point_of_the_id, public_key_takes_points_with_leading_zeros,
       public_key_refuses_the_zero_point, public_key_refuses_points_off_the_curve,
       public_key_refuses_coordinates_that_are_not_below_the_prime,
       public_key_is_the_modulus_and_exponent_of_the_id, public_key_refuses_unknown_key_parameters,
       public_key_leaves_the_error_queue_as_it_was});
}
