// SPDX-License-Identifier: Apache-2.0
#include "verify/asserted.h"

#include "suites.h"
#include "support/verified.h"

namespace {

using namespace tb::core;
using namespace tb::testing;
using namespace tb::verify;

tb::core::Result<VerifiedBindings> accepted(const AssertedFields& fields) {
  tb::ossl::Digester digester = value_of(tb::ossl::Digester::make());
  return accept_asserted(fields, digester);
}

// others gives what a field Sec-Other-Token-Binding-ID of that value leads to.
tb::core::Result<VerifiedBindings> others(const std::string& value) {
  const std::string provided = id_text("ec");
  return accepted({.provided = provided, .referred = {}, .other = value});
}

START_TEST(asserted_ids_are_taken_as_verified) {
  const std::string provided = id_text("ec");
  const std::string referred = id_text("ec_other");
  const std::string other = "4d." + referred + ", b." + provided;
  const VerifiedBindings taken = value_of(accepted({provided, referred, other}));
  ck_assert(taken.origin() == Origin::kTrustedProxy);
  EXPECT_TEXT(taken.provided().text, provided);
  EXPECT_TEXT(taken.referred()->text, referred);
  ck_assert_uint_eq(taken.others().size(), 2);
  ck_assert_uint_eq(static_cast<unsigned>(taken.others()[0].type), 77);
  ck_assert_uint_eq(static_cast<unsigned>(taken.others()[1].type), 11);
  EXPECT_TEXT(taken.others()[1].id.text, provided);
}
END_TEST

START_TEST(asserted_ids_have_octets_text_and_hash) {
  const std::string provided = id_text("ec");
  const VerifiedBindings taken = value_of(accepted({provided, {}, {}}));
  const Octets octets = PrivateKey::load("ec").id(KeyParameters::ecdsap256);
  EXPECT_OCTETS(taken.provided().octets, octets);
  const auto digest = value_of(tb::ossl::sha256(octets));
  EXPECT_TEXT(taken.provided().hash, base64url_encode(digest));
  ck_assert(!taken.referred().has_value());
  ck_assert(taken.others().empty());
}
END_TEST

START_TEST(asserted_without_a_provided_id_is_refused) {
  const std::string referred = id_text("ec");
  EXPECT_CAUSE(accepted({{}, {}, {}}), Cause::kNoProvidedBinding);
  EXPECT_CAUSE(accepted({{}, referred, {}}), Cause::kNoProvidedBinding);
}
END_TEST

START_TEST(asserted_values_that_are_no_id_are_refused) {
  const std::string good = id_text("ec");
  EXPECT_CAUSE(accepted({"", {}, {}}), Cause::kNoValue);
  EXPECT_CAUSE(accepted({"AAA", {}, {}}), Cause::kTruncated);
  EXPECT_CAUSE(accepted({good + "=", {}, {}}), Cause::kBase64Padding);
  EXPECT_CAUSE(accepted({good + "AAAA", {}, {}}), Cause::kTrailing);
  EXPECT_CAUSE(accepted({good + ", " + good, {}, {}}), Cause::kBase64Alphabet);
  EXPECT_CAUSE(accepted({good, "", {}}), Cause::kNoValue);
  EXPECT_CAUSE(accepted({good, "A+A", {}}), Cause::kBase64StandardAlphabet);
}
END_TEST

START_TEST(asserted_types_are_one_or_two_hexadecimal_digits) {
  const std::string id = id_text("ec");
  for (const char* type : {"2", "b", "B", "0b", "4d", "4D", "ff"}) {
    EXPECT_OK(others(std::string(type) + "." + id));
  }
  for (const char* type : {"", "0", "1", "00", "01", "100", "0x4", "g", "4g", "-2", "+2", " "}) {
    ck_assert_msg(!others(std::string(type) + "." + id).ok(), "accepted type '%s'", type);
  }
  ck_assert(!others(id).ok());
}
END_TEST

START_TEST(asserted_others_are_refused_whole) {
  const std::string id = id_text("ec");
  for (const std::string& list :
       {"4d." + id + ",", "4d." + id + ",,b." + id, "," + id, "4d." + id + ",b.AAA",
        "4d." + id + " b." + id, std::string("4d."), std::string(" ")}) {
    ck_assert_msg(!others(list).ok(), "accepted '%s'", list.c_str());
  }
}
END_TEST

START_TEST(asserted_others_are_at_most_eight) {
  std::string list = "2." + id_text("ec");
  for (int count = 1; count < 8; ++count) list += ",2." + id_text("ec");
  EXPECT_OK(others(list));
  EXPECT_REFUSED(others(list + ",2." + id_text("ec")), Cause::kTooManyBindings, list.size() + 1);
}
END_TEST

START_TEST(asserted_others_are_refused_at_the_element_at_fault) {
  const std::string good = "4d." + id_text("ec");
  EXPECT_REFUSED(others(good + ", b.A+A"), Cause::kBase64StandardAlphabet, good.size() + 1);
  EXPECT_REFUSED(others(good + ","), Cause::kTruncated, good.size() + 1);
}
END_TEST

}  // namespace

Suite* tb::testing::asserted_suite() {
  return suite_of(
      "asserted",
      {asserted_ids_are_taken_as_verified, asserted_ids_have_octets_text_and_hash,
       asserted_without_a_provided_id_is_refused, asserted_values_that_are_no_id_are_refused,
       asserted_types_are_one_or_two_hexadecimal_digits, asserted_others_are_refused_whole,
       asserted_others_are_at_most_eight, asserted_others_are_refused_at_the_element_at_fault});
}
