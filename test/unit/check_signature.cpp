// SPDX-License-Identifier: Apache-2.0
#include "verify/signature.h"

#include <openssl/err.h>

#include "suites.h"
#include "support/judge.h"

// ECDSA on P-256, and what holds for every kind of key.
namespace {

using namespace tb::core;
using namespace tb::testing;
using enum KeyParameters;

Ekm some_ekm() {
  Ekm ekm{};
  ekm.fill(0x5a);
  return ekm;
}

SignedData some_data() {
  return data_to_sign(kProvided, ecdsap256, some_ekm());
}

struct Signed {
  PrivateKey key = PrivateKey::load("ec");
  Octets id = key.id(ecdsap256);
  Octets signature = key.sign(ecdsap256, some_data());
};

Octets with_r(const Octets& signature, const Octets& r) {
  return concat({r, Octets(signature.begin() + 32, signature.end())});
}

Octets with_s(const Octets& signature, const Octets& s) {
  return concat({Octets(signature.begin(), signature.begin() + 32), s});
}

START_TEST(signature_of_each_kind_of_key_is_accepted) {
  Judge judge;
  for (const KeyParameters each : {rsa2048_pkcs1_5, rsa2048_pss, ecdsap256}) {
    const PrivateKey key = PrivateKey::load(each == ecdsap256 ? "ec" : "rsa2048");
    const SignedData data = data_to_sign(kProvided, each, some_ekm());
    EXPECT_OK(judge(key.id(each), key.sign(each, data), data));
  }
}
END_TEST

START_TEST(signature_over_other_data_is_refused) {
  Judge judge;
  for (const KeyParameters each : {rsa2048_pkcs1_5, rsa2048_pss, ecdsap256}) {
    const PrivateKey key = PrivateKey::load(each == ecdsap256 ? "ec" : "rsa2048");
    const SignedData data = data_to_sign(kProvided, each, some_ekm());
    const Octets signature = key.sign(each, data);
    for (std::size_t place = 0; place < data.size(); ++place) {  // type, key parameters, EKM
      SignedData other = data;
      other[place] ^= 1;
      EXPECT_CAUSE(judge(key.id(each), signature, other), Cause::kSignature);
    }
  }
}
END_TEST

START_TEST(signature_of_another_key_is_refused) {
  Judge judge;
  const Signed mine;
  const PrivateKey other = PrivateKey::load("ec_other");
  EXPECT_CAUSE(judge(other.id(ecdsap256), mine.signature, some_data()), Cause::kSignature);
}
END_TEST

START_TEST(signature_with_any_octet_changed_is_refused) {
  Judge judge;
  const Signed mine;
  for (std::size_t place = 0; place < 64; ++place) {
    Octets changed = mine.signature;
    changed[place] ^= 0x10;
    EXPECT_CAUSE(judge(mine.id, changed, some_data()), Cause::kSignature);
  }
}
END_TEST

START_TEST(signature_with_r_or_s_out_of_range_is_refused) {
  Judge judge;
  const Signed mine;
  Octets above_order = p256_order();
  above_order.back() = static_cast<std::uint8_t>(above_order.back() + 1);
  for (const Octets& wrong :
       {Octets(32, 0), p256_order(), above_order, p256_prime(), Octets(32, 0xff)}) {
    EXPECT_CAUSE(judge(mine.id, with_r(mine.signature, wrong), some_data()), Cause::kSignature);
    EXPECT_CAUSE(judge(mine.id, with_s(mine.signature, wrong), some_data()), Cause::kSignature);
    EXPECT_CAUSE(judge(mine.id, concat({wrong, wrong}), some_data()), Cause::kSignature);
  }
}
END_TEST

// Valid ECDSA that nothing forbids: so no message may be known by its octets alone.
START_TEST(signature_with_s_negated_is_accepted) {
  Judge judge;
  const Signed mine;
  ck_assert(negated(mine.signature) != mine.signature);
  EXPECT_OK(judge(mine.id, negated(mine.signature), some_data()));
}
END_TEST

START_TEST(signature_with_leading_zeros_in_r_and_s_is_accepted) {
  Judge judge;
  const Signed mine;
  bool zero_r = false;
  bool zero_s = false;
  for (int tries = 0; tries < 20000 && !(zero_r && zero_s); ++tries) {
    const Octets signature = mine.key.sign(ecdsap256, some_data());
    if (signature[0] != 0 && signature[32] != 0) continue;
    EXPECT_OK(judge(mine.id, signature, some_data()));
    zero_r = zero_r || signature[0] == 0;
    zero_s = zero_s || signature[32] == 0;
  }
  ck_assert(zero_r && zero_s);
}
END_TEST

START_TEST(signature_of_keys_with_leading_zeros_is_accepted) {
  Judge judge;
  for (const char* name : {"ec_zero_x", "ec_zero_y"}) {
    const PrivateKey key = PrivateKey::load(name);
    EXPECT_OK(judge(key.id(ecdsap256), key.sign(ecdsap256, some_data()), some_data()));
  }
}
END_TEST

START_TEST(signature_in_der_is_refused_even_when_it_fits) {
  Judge judge;
  const Signed mine;
  Octets der = mine.key.sign_der(some_data());
  der.resize(64);
  EXPECT_CAUSE(judge(mine.id, der, some_data()), Cause::kSignature);
}
END_TEST

START_TEST(check_refuses_a_point_off_the_curve) {
  Judge cold;
  const Signed mine;
  const Octets off = ec_id(Octets(64, 0));
  EXPECT_CAUSE(cold(off, mine.signature, some_data()), Cause::kPublicKey);
  Judge warm;
  EXPECT_OK(warm(mine.id, mine.signature, some_data()));
  EXPECT_CAUSE(warm(off, mine.signature, some_data()), Cause::kPublicKey);
}
END_TEST

// The key object is reused: what came before must not show.
START_TEST(check_judges_rightly_after_any_other_key) {
  Judge judge;
  const Signed mine;
  const PrivateKey other = PrivateKey::load("ec_other");
  const Octets others = other.sign(ecdsap256, some_data());
  Octets off = mine.id;
  off.back() ^= 1;
  for (int round = 0; round < 3; ++round) {
    EXPECT_OK(judge(mine.id, mine.signature, some_data()));
    EXPECT_CAUSE(judge(off, mine.signature, some_data()), Cause::kPublicKey);
    EXPECT_CAUSE(judge(mine.id, others, some_data()), Cause::kSignature);
    EXPECT_OK(judge(other.id(ecdsap256), others, some_data()));
    EXPECT_CAUSE(judge(other.id(ecdsap256), mine.signature, some_data()), Cause::kSignature);
  }
}
END_TEST

START_TEST(check_refuses_unknown_key_parameters) {
  Judge judge;
  const Octets id = concat({u8(3), u16_prefixed(Octets(65, 1))});
  EXPECT_CAUSE(judge(id, Octets(64, 1), some_data()), Cause::kPublicKey);
}
END_TEST

START_TEST(check_leaves_the_error_queue_as_it_was) {
  Judge judge;
  const Signed mine;
  ERR_clear_error();
  EXPECT_CAUSE(judge(mine.id, Octets(64, 0xff), some_data()), Cause::kSignature);
  EXPECT_CAUSE(judge(ec_id(Octets(64, 0)), mine.signature, some_data()), Cause::kPublicKey);
  ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

}  // namespace

Suite* tb::testing::signature_suite() {
  return suite_of(
      "signature",
      {signature_of_each_kind_of_key_is_accepted, signature_over_other_data_is_refused,
       signature_of_another_key_is_refused, signature_with_any_octet_changed_is_refused,
       signature_with_r_or_s_out_of_range_is_refused, signature_with_s_negated_is_accepted,
       signature_with_leading_zeros_in_r_and_s_is_accepted,
       signature_of_keys_with_leading_zeros_is_accepted,
       signature_in_der_is_refused_even_when_it_fits, check_refuses_a_point_off_the_curve,
       check_judges_rightly_after_any_other_key, check_refuses_unknown_key_parameters,
       check_leaves_the_error_queue_as_it_was});
}
