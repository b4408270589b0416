// SPDX-License-Identifier: Apache-2.0
#include "prove/key.h"

#include <array>
#include <fstream>
#include <sstream>

#include "core/message.h"
#include "suites.h"
#include "support/claims.h"
#include "support/files.h"
#include "support/private_key.h"
#include "verify/signature.h"

namespace {

using namespace tb;
using namespace tb::testing;
using core::Cause;
using core::KeyParameters;
using prove::Key;

constexpr std::array kAll{KeyParameters::ecdsap256, KeyParameters::rsa2048_pss,
                          KeyParameters::rsa2048_pkcs1_5};

std::string pem_of(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(vectors_path("keys/" + name + ".pem")).rdbuf();
  return text.str();
}

Key key_of(const std::string& name) {
  return value_of(Key::from_pem(pem_of(name)));
}

std::array<std::uint8_t, core::kEkmSize> some_ekm() {
  std::array<std::uint8_t, core::kEkmSize> ekm{};
  ekm.fill(0x5a);
  return ekm;
}

START_TEST(the_id_of_a_key_is_what_another_hand_makes_of_it) {
  for (const char* name : {"ec", "ec_other", "ec_zero_x", "ec_zero_y"}) {
    EXPECT_OCTETS(value_of(key_of(name).id(KeyParameters::ecdsap256)),
                  PrivateKey::load(name).id(KeyParameters::ecdsap256));
  }
  for (const char* name : {"rsa2048", "rsa2048_e3"}) {
    for (const auto item : {KeyParameters::rsa2048_pss, KeyParameters::rsa2048_pkcs1_5}) {
      EXPECT_OCTETS(value_of(key_of(name).id(item)), PrivateKey::load(name).id(item));
    }
  }
}
END_TEST

START_TEST(every_signature_verifies_and_has_its_fixed_length) {
  const auto check = value_of(verify::SignatureVerifier::make());
  const auto ekm = some_ekm();
  for (const KeyParameters item : kAll) {
    const Key key = value_of(Key::generate(item));
    const Octets id = value_of(key.id(item));
    const auto decoded = value_of(core::decode_token_binding_id(id));
    // One r or s in 256 has a leading zero octet; it must not get lost.
    const int rounds = item == KeyParameters::ecdsap256 ? 600 : 2;
    for (int i = 0; i < rounds; ++i) {
      const Octets signature = value_of(key.sign(core::BindingType::provided, item, ekm));
      ck_assert_uint_eq(signature.size(), item == KeyParameters::ecdsap256 ? 64 : 256);
      EXPECT_OK(check->check(decoded, signature,
                             core::signed_data(core::BindingType::provided, item, ekm)));
    }
  }
}
END_TEST

START_TEST(a_signature_is_for_its_type_and_its_connection_only) {
  const auto check = value_of(verify::SignatureVerifier::make());
  auto ekm = some_ekm();
  const Key key = key_of("ec");
  const auto item = KeyParameters::ecdsap256;
  const Octets id = value_of(key.id(item));
  const auto decoded = value_of(core::decode_token_binding_id(id));
  const Octets signature = value_of(key.sign(core::BindingType::provided, item, ekm));
  EXPECT_CAUSE(
      check->check(decoded, signature, core::signed_data(core::BindingType::referred, item, ekm)),
      Cause::kSignature);
  ekm[0] ^= 1;
  EXPECT_CAUSE(
      check->check(decoded, signature, core::signed_data(core::BindingType::provided, item, ekm)),
      Cause::kSignature);
}
END_TEST

START_TEST(a_key_fits_only_the_key_parameters_of_its_type_and_size) {
  ck_assert(key_of("ec").fits(KeyParameters::ecdsap256));
  ck_assert(!key_of("ec").fits(KeyParameters::rsa2048_pss));
  ck_assert(key_of("rsa2048").fits(KeyParameters::rsa2048_pss));
  ck_assert(key_of("rsa2048").fits(KeyParameters::rsa2048_pkcs1_5));
  for (const char* name : {"rsa1024", "rsa2047", "rsa3072", "rsa4096"}) {
    for (const KeyParameters item : kAll) ck_assert(!key_of(name).fits(item));
    EXPECT_CAUSE(key_of(name).id(KeyParameters::rsa2048_pss), Cause::kKeyType);
  }
  ck_assert(!key_of("ec").fits(static_cast<KeyParameters>(7)));
  EXPECT_CAUSE(
      key_of("ec").sign(core::BindingType::provided, KeyParameters::rsa2048_pss, some_ekm()),
      Cause::kKeyType);
}
END_TEST

START_TEST(a_key_survives_its_pem) {
  for (const KeyParameters item : kAll) {
    const Key made = value_of(Key::generate(item));
    const Key read = value_of(Key::from_pem(value_of(made.to_pem()).view()));
    EXPECT_OCTETS(value_of(read.id(item)), value_of(made.id(item)));
  }
}
END_TEST

START_TEST(what_is_no_private_key_is_refused) {
  for (const char* text : {"", "x", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"}) {
    EXPECT_CAUSE(Key::from_pem(text), Cause::kFileContent);
  }
}
END_TEST

START_TEST(a_uri_that_leads_nowhere_is_refused) {
  EXPECT_CAUSE(Key::from_uri("file:///nonexistent/key.pem"), Cause::kFileAccess);
}
END_TEST

START_TEST(a_uri_of_a_file_gives_the_key_in_it) {
  char folder[4096];
  ck_assert(realpath(vectors_path("keys").c_str(), folder) != nullptr);
  const Key key = value_of(Key::from_uri("file://" + std::string(folder) + "/ec.pem"));
  EXPECT_OCTETS(value_of(key.id(KeyParameters::ecdsap256)),
                PrivateKey::load("ec").id(KeyParameters::ecdsap256));
}
END_TEST

}  // namespace

Suite* tb::testing::client_key_suite() {
  return suite_of("client_key",
                  {the_id_of_a_key_is_what_another_hand_makes_of_it,
                   every_signature_verifies_and_has_its_fixed_length,
                   a_signature_is_for_its_type_and_its_connection_only,
                   a_key_fits_only_the_key_parameters_of_its_type_and_size, a_key_survives_its_pem,
                   what_is_no_private_key_is_refused, a_uri_that_leads_nowhere_is_refused,
                   a_uri_of_a_file_gives_the_key_in_it});
}
