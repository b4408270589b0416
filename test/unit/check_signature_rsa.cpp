// SPDX-License-Identifier: Apache-2.0
#include <openssl/core_names.h>

#include "suites.h"
#include "support/judge.h"
#include "verify/signature.h"

// RSA: padding, and the odd keys whose signatures are mathematically valid all the same.
namespace {

using namespace tb::core;
using namespace tb::testing;

constexpr auto kPkcs1 = KeyParameters::rsa2048_pkcs1_5;
constexpr auto kPss = KeyParameters::rsa2048_pss;

SignedData some_data(KeyParameters key_parameters = kPkcs1) {
  Ekm ekm{};
  ekm.fill(0x5a);
  return data_to_sign(kProvided, key_parameters, ekm);
}

START_TEST(pss_refuses_a_salt_of_another_length) {
  Judge judge;
  const PrivateKey key = PrivateKey::load("rsa2048");
  const SignedData data = some_data(kPss);
  EXPECT_OK(judge(key.id(kPss), key.sign_pss(data, 32, EVP_sha256()), data));
  for (const int salt : {0, 20, 31, 33, 222}) {
    EXPECT_CAUSE(judge(key.id(kPss), key.sign_pss(data, salt, EVP_sha256()), data),
                 Cause::kSignature);
  }
}
END_TEST

START_TEST(pss_refuses_a_mask_of_another_hash) {
  Judge judge;
  const PrivateKey key = PrivateKey::load("rsa2048");
  const SignedData data = some_data(kPss);
  for (const EVP_MD* mask : {EVP_sha1(), EVP_sha384(), EVP_sha512()}) {
    EXPECT_CAUSE(judge(key.id(kPss), key.sign_pss(data, 32, mask), data), Cause::kSignature);
  }
}
END_TEST

START_TEST(each_padding_is_refused_under_the_other_key_parameters) {
  Judge judge;
  const PrivateKey key = PrivateKey::load("rsa2048");
  EXPECT_CAUSE(judge(key.id(kPss), key.sign(kPkcs1, some_data(kPss)), some_data(kPss)),
               Cause::kSignature);
  EXPECT_CAUSE(judge(key.id(kPkcs1), key.sign(kPss, some_data()), some_data()), Cause::kSignature);
  // and right after each other, since the check keeps the keys it saw
  EXPECT_OK(judge(key.id(kPss), key.sign(kPss, some_data(kPss)), some_data(kPss)));
  EXPECT_OK(judge(key.id(kPkcs1), key.sign(kPkcs1, some_data()), some_data()));
}
END_TEST

START_TEST(pkcs1_refuses_lax_padding) {
  Judge judge;
  const PrivateKey key = PrivateKey::load("rsa2048_e3");
  const Octets strict = pkcs1_block(some_data(), 256);
  EXPECT_OK(judge(key.id(kPkcs1), key.raw(strict), some_data()));

  const Octets tail(strict.end() - 52, strict.end());  // 00, DigestInfo
  const Octets garbage(256 - 2 - 8 - 52, 0x77);
  const Octets after = concat({from_hex("0001"), Octets(8, 0xff), tail, garbage});
  Octets in_padding = strict;
  in_padding[100] = 0x77;
  Octets other_block_type = strict;
  other_block_type[1] = 2;
  for (const Octets& lax : {after, in_padding, other_block_type}) {
    EXPECT_CAUSE(judge(key.id(kPkcs1), key.raw(lax), some_data()), Cause::kSignature);
  }
}
END_TEST

START_TEST(pkcs1_refuses_another_digest_algorithm) {
  Judge judge;
  const PrivateKey key = PrivateKey::load("rsa2048");
  Octets block = pkcs1_block(some_data(), 256);
  block[256 - 32 - 5] = 0x02;  // the last arc of the OID: SHA-384 instead of SHA-256
  EXPECT_CAUSE(judge(key.id(kPkcs1), key.raw(block), some_data()), Cause::kSignature);
}
END_TEST

START_TEST(rsa_refuses_signatures_that_are_not_below_the_modulus) {
  Judge judge;
  const PrivateKey key = PrivateKey::load("rsa2048");
  for (const KeyParameters each : {kPkcs1, kPss}) {
    for (const Octets& wrong : {Octets(256, 0), key.modulus(), Octets(256, 0xff)}) {
      EXPECT_CAUSE(judge(key.id(each), wrong, some_data(each)), Cause::kSignature);
    }
  }
}
END_TEST

START_TEST(rsa_accepts_the_exponent_3) {
  Judge judge;
  const PrivateKey key = PrivateKey::load("rsa2048_e3");
  EXPECT_OK(judge(key.id(kPss), key.sign(kPss, some_data(kPss)), some_data(kPss)));
}
END_TEST

// 1024, 2047, 3072 and 4096 bits: each signature is right, and none gets as far.
START_TEST(message_refuses_validly_signed_keys_of_other_sizes) {
  for (const char* name : {"rsa1024", "rsa2047", "rsa3072", "rsa4096"}) {
    const PrivateKey key = PrivateKey::load(name);
    const Parts parts{kProvided, key.id(kPkcs1), key.sign(kPkcs1, some_data())};
    EXPECT_REFUSED(decode_message(message_octets({parts})), Cause::kRsaModulus, 6);
  }
}
END_TEST

START_TEST(message_refuses_validly_signed_keys_with_leading_zeros) {
  const PrivateKey key = PrivateKey::load("rsa2048");
  const Octets signature = key.sign(kPkcs1, some_data());
  const Octets zero_modulus = rsa_id(kPkcs1, concat({u8(0), key.modulus()}), key.exponent());
  EXPECT_REFUSED(decode_message(message_octets({{kProvided, zero_modulus, signature}})),
                 Cause::kRsaModulus, 6);
  const Octets zero_exponent = rsa_id(kPkcs1, key.modulus(), concat({u8(0), key.exponent()}));
  EXPECT_REFUSED(decode_message(message_octets({{kProvided, zero_exponent, signature}})),
                 Cause::kRsaExponent, 6 + 2 + 256);
}
END_TEST

// With e = 1 the padded block is its own signature: anybody can write it.
START_TEST(message_refuses_the_exponent_1_that_anybody_can_sign_for) {
  const PrivateKey key = PrivateKey::load("rsa2048");
  const Octets id = rsa_id(kPkcs1, key.modulus(), u8(1));
  const Octets signature = pkcs1_block(some_data(), 256);
  EXPECT_REFUSED(decode_message(message_octets({{kProvided, id, signature}})), Cause::kRsaExponent,
                 264);
}
END_TEST

// A signature like any other, which costs the verifier a hundred times as much.
START_TEST(message_refuses_a_huge_exponent_with_a_valid_signature) {
  const PrivateKey key = PrivateKey::load("rsa2048");
  const auto phi = key.number(OSSL_PKEY_PARAM_RSA_FACTOR1);
  const auto q = key.number(OSSL_PKEY_PARAM_RSA_FACTOR2);
  BN_CTX* scratch = BN_CTX_new();
  BN_sub_word(phi.get(), 1);
  BN_sub_word(q.get(), 1);
  BN_mul(phi.get(), phi.get(), q.get(), scratch);
  Octets exponent(255, 0xff);
  const auto e = key.number(OSSL_PKEY_PARAM_RSA_E);
  const auto d = key.number(OSSL_PKEY_PARAM_RSA_E);
  do {
    exponent.back() = static_cast<std::uint8_t>(exponent.back() - 2);
    BN_bin2bn(exponent.data(), 255, e.get());
  } while (BN_mod_inverse(d.get(), e.get(), phi.get(), scratch) == nullptr);
  BN_CTX_free(scratch);

  const Octets block = pkcs1_block(some_data(), 256);
  const Octets signature = key.raw(block, d.get());
  EXPECT_OCTETS(key.raw(signature, e.get()), block);  // it does verify
  const Octets id = rsa_id(kPkcs1, key.modulus(), exponent);
  EXPECT_REFUSED(decode_message(message_octets({{kProvided, id, signature}})), Cause::kRsaExponent,
                 264);
}
END_TEST

// The check keeps four keys; with more of them it must still tell them apart.
START_TEST(check_judges_rightly_with_more_keys_than_it_keeps) {
  Judge judge;
  const PrivateKey keys[] = {PrivateKey::load("rsa2048"), PrivateKey::load("rsa2048_other"),
                             PrivateKey::load("rsa2048_e3")};
  for (int round = 0; round < 3; ++round) {
    for (const KeyParameters each : {kPkcs1, kPss}) {
      for (const PrivateKey& key : keys) {
        const Octets signature = key.sign(each, some_data(each));
        EXPECT_OK(judge(key.id(each), signature, some_data(each)));
        for (const PrivateKey& other : keys) {
          if (&other == &key) continue;
          EXPECT_CAUSE(judge(other.id(each), signature, some_data(each)), Cause::kSignature);
        }
      }
    }
  }
}
END_TEST

}  // namespace

Suite* tb::testing::signature_rsa_suite() {
  return suite_of("signature_rsa",
                  {pss_refuses_a_salt_of_another_length, pss_refuses_a_mask_of_another_hash,
                   each_padding_is_refused_under_the_other_key_parameters,
                   pkcs1_refuses_lax_padding, pkcs1_refuses_another_digest_algorithm,
                   rsa_refuses_signatures_that_are_not_below_the_modulus,
                   rsa_accepts_the_exponent_3, message_refuses_validly_signed_keys_of_other_sizes,
                   message_refuses_validly_signed_keys_with_leading_zeros,
                   message_refuses_the_exponent_1_that_anybody_can_sign_for,
                   message_refuses_a_huge_exponent_with_a_valid_signature,
                   check_judges_rightly_with_more_keys_than_it_keeps});
}
