// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "suites.h"
#include "support/connection.h"
#include "verify/verify_message.h"

// Types and key parameters that nobody defined, and which signatures are asked about, with a check
// that only writes down what it is asked.
namespace {

using namespace tb::core;
using namespace tb::testing;
using enum KeyParameters;

class RecordingCheck final : public tb::verify::SignatureCheck {
 public:
  Result<void> check(const TokenBindingID&, Bytes, const SignedData& data) override {
    asked.push_back(data);
    if (asked.size() > answers_yes) return Error{failure, 999};
    return success();
  }

  std::vector<SignedData> asked;
  std::size_t answers_yes = 100;
  Cause failure = Cause::kSignature;
};

Parts unsigned_parts(std::size_t type) {
  return {type, ec_id(Octets(64, 0x11)), Octets(64, 1)};
}
Parts unknown_parts(std::size_t type) {
  return {type, concat({u8(96), u16_prefixed(Octets(10, 1))}), Octets(64, 1)};
}

START_TEST(verify_asks_about_each_binding_over_its_own_type) {
  Connection connection(ecdsap256);
  RecordingCheck check;
  EXPECT_OK(connection.judge_by(
      check, {unsigned_parts(kReferred), unsigned_parts(77), unsigned_parts(kProvided)}));
  ck_assert_uint_eq(check.asked.size(), 3);
  const std::size_t types[] = {kReferred, 77, kProvided};
  const auto view = connection.binding().ekm.view();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_OCTETS(check.asked[i], concat({u8(types[i]), u8(2), Octets(view.begin(), view.end())}));
  }
}
END_TEST

START_TEST(verify_judges_the_shape_before_any_signature) {
  Connection connection(ecdsap256);
  RecordingCheck check;
  for (const auto& all : {std::vector{unsigned_parts(kProvided), unsigned_parts(kProvided)},
                          std::vector{unsigned_parts(77)},
                          std::vector{unsigned_parts(kProvided), unsigned_parts(kReferred),
                                      unsigned_parts(kReferred)}}) {
    ck_assert(!connection.judge_by(check, all).ok());
  }
  ck_assert(!connection.judge_by(check, std::vector<Parts>(9, unsigned_parts(kProvided))).ok());
  ck_assert_uint_eq(check.asked.size(), 0);
}
END_TEST

START_TEST(verify_stops_at_the_first_bad_signature) {
  Connection connection(ecdsap256);
  RecordingCheck check;
  check.answers_yes = 1;
  EXPECT_REFUSED(connection.judge_by(check, {unsigned_parts(kProvided), unsigned_parts(kReferred),
                                             unsigned_parts(77)}),
                 Cause::kSignature, 139);
  ck_assert_uint_eq(check.asked.size(), 2);
}
END_TEST

START_TEST(verify_passes_on_that_the_library_failed) {
  Connection connection(ecdsap256);
  RecordingCheck check;
  check.answers_yes = 0;
  check.failure = Cause::kLibrary;
  EXPECT_REFUSED(connection.judge_by(check, {unsigned_parts(kProvided)}), Cause::kLibrary, 2);
}
END_TEST

START_TEST(verify_leaves_out_a_referred_id_of_unknown_key_parameters) {
  Connection connection(ecdsap256);
  RecordingCheck check;
  const auto verified =
      value_of(connection.judge_by(check, {unsigned_parts(kProvided), unknown_parts(kReferred)}));
  ck_assert(!verified.referred().has_value());
  ck_assert_uint_eq(check.asked.size(), 1);
}
END_TEST

START_TEST(verify_skips_an_unknown_type_of_unknown_key_parameters) {
  Connection connection(ecdsap256);
  RecordingCheck check;
  const auto verified =
      value_of(connection.judge_by(check, {unknown_parts(77), unsigned_parts(kProvided)}));
  ck_assert(verified.others().empty());
  ck_assert_uint_eq(check.asked.size(), 1);
}
END_TEST

START_TEST(verify_gives_a_verified_unknown_type_as_other) {
  Connection connection(ecdsap256);
  const Parts provided = connection.parts(PrivateKey::load("ec"), kProvided);
  const Parts other = connection.parts(PrivateKey::load("ec_other"), 77);
  const auto verified = value_of(connection.judge({other, provided}));
  EXPECT_OCTETS(verified.provided().octets, provided.id);
  ck_assert(!verified.referred().has_value());
  ck_assert_uint_eq(verified.others().size(), 1);
  ck_assert_uint_eq(static_cast<unsigned>(verified.others()[0].type), 77);
  EXPECT_OCTETS(verified.others()[0].id.octets, other.id);
}
END_TEST

START_TEST(verify_refuses_an_unknown_type_with_a_bad_signature) {
  Connection connection(ecdsap256);
  const Parts provided = connection.parts(PrivateKey::load("ec"), kProvided);
  Parts other = connection.parts(PrivateKey::load("ec_other"), 78);
  other.type = 77;
  EXPECT_REFUSED(connection.judge({provided, other}), Cause::kSignature, 139);
}
END_TEST

}  // namespace

Suite* tb::testing::verify_types_suite() {
  return suite_of("verify_types", {verify_asks_about_each_binding_over_its_own_type,
                                   verify_judges_the_shape_before_any_signature,
                                   verify_stops_at_the_first_bad_signature,
                                   verify_passes_on_that_the_library_failed,
                                   verify_leaves_out_a_referred_id_of_unknown_key_parameters,
                                   verify_skips_an_unknown_type_of_unknown_key_parameters,
                                   verify_gives_a_verified_unknown_type_as_other,
                                   verify_refuses_an_unknown_type_with_a_bad_signature});
}
