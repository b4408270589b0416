// SPDX-License-Identifier: Apache-2.0
#include "policy/decision.h"

#include "suites.h"
#include "support/verified.h"
#include "verify/proved_key_maker.h"

namespace {

using namespace tb::policy;
using namespace tb::testing;
using namespace tb::verify;
using tb::core::KeyParameters;

constexpr auto kAsked = Verdict::not_asked;
constexpr auto kReject = InvalidAction::reject;
constexpr auto kIgnore = InvalidAction::ignore;

void expect(const Observation& seen, InvalidAction action, Status status, int http_status) {
  const Decision decision = decide(seen, action);
  EXPECT_TEXT(to_text(decision.status), to_text(status));
  ck_assert_int_eq(decision.http_status, http_status);
}

START_TEST(request_on_an_unbound_connection_goes_on_without_a_status) {
  for (const InvalidAction action : {kReject, kIgnore}) {
    expect({Presence::absent, false, kAsked, kAsked}, action, Status::none, kNotRefused);
    expect({Presence::one, false, kAsked, kAsked}, action, Status::none, kNotRefused);
  }
}
END_TEST

START_TEST(request_without_a_message_goes_on_as_absent) {
  expect({Presence::absent, true, kAsked, kAsked}, kReject, Status::absent, kNotRefused);
}
END_TEST

START_TEST(request_with_a_good_message_goes_on_as_valid) {
  expect({Presence::one, true, Verdict::good, kAsked}, kReject, Status::valid, kNotRefused);
}
END_TEST

START_TEST(request_with_a_bad_message_is_refused_or_goes_on_as_invalid) {
  expect({Presence::one, true, Verdict::bad, kAsked}, kReject, Status::invalid, 400);
  expect({Presence::one, true, Verdict::bad, kAsked}, kIgnore, Status::invalid, kNotRefused);
}
END_TEST

START_TEST(several_messages_are_refused_whatever_else_is_so) {
  for (const bool negotiated : {false, true}) {
    for (const InvalidAction action : {kReject, kIgnore}) {
      expect({Presence::several, negotiated, kAsked, kAsked}, action, Status::invalid, 400);
      expect({Presence::several, negotiated, kAsked, Verdict::good}, action, Status::invalid, 400);
    }
  }
}
END_TEST

START_TEST(assertion_of_a_trusted_proxy_is_taken_or_refused) {
  expect({Presence::absent, false, kAsked, Verdict::good}, kReject, Status::proxied, kNotRefused);
  expect({Presence::absent, false, kAsked, Verdict::bad}, kReject, Status::invalid, 400);
  expect({Presence::absent, false, kAsked, Verdict::bad}, kIgnore, Status::invalid, 400);
}
END_TEST

// A message that was never judged must not pass for a good one.
START_TEST(a_message_nobody_judged_is_not_valid) {
  expect({Presence::one, true, kAsked, kAsked}, kReject, Status::invalid, 400);
}
END_TEST

START_TEST(status_has_the_documented_words) {
  EXPECT_TEXT(to_text(Status::none), "none");
  EXPECT_TEXT(to_text(Status::absent), "absent");
  EXPECT_TEXT(to_text(Status::valid), "valid");
  EXPECT_TEXT(to_text(Status::invalid), "invalid");
  EXPECT_TEXT(to_text(Status::proxied), "proxied");
}
END_TEST

START_TEST(host_allows_what_it_would_have_negotiated_itself) {
  ServerSettings settings;
  settings.supported.key_parameters.add(KeyParameters::ecdsap256);
  settings.supported.highest = {0, 13};
  ck_assert(allows(settings, {{0, 13}, KeyParameters::ecdsap256}));
  ck_assert(allows(settings, {{0, 10}, KeyParameters::ecdsap256}));
  ck_assert(!allows(settings, {{1, 0}, KeyParameters::ecdsap256}));
  ck_assert(!allows(settings, {{0, 9}, KeyParameters::ecdsap256}));
  ck_assert(!allows(settings, {{0, 13}, KeyParameters::rsa2048_pss}));
  settings.enabled = false;
  ck_assert(!allows(settings, {{0, 13}, KeyParameters::ecdsap256}));
}
END_TEST

START_TEST(requirement_is_met_by_verified_ids_alone) {
  Proofs proofs;
  proofs.certificate = ProvedKeyMaker::make("certificate");
  ck_assert(!meets(Requirement::provided, proofs));
  ck_assert(!meets(Requirement::referred, proofs));
  proofs.bindings = verified_with("ec");
  ck_assert(meets(Requirement::provided, proofs));
  ck_assert(!meets(Requirement::referred, proofs));
  proofs.bindings = verified_with("ec", "ec_other");
  ck_assert(meets(Requirement::provided, proofs));
  ck_assert(meets(Requirement::referred, proofs));
}
END_TEST

START_TEST(named_kinds_of_proof_are_met_by_one_of_them_and_no_kind_by_any) {
  const ProofSet any;
  ProofSet certificate_or_device;
  certificate_or_device.add(ProofKind::certificate);
  certificate_or_device.add(ProofKind::device);
  Proofs proofs;
  ck_assert(!any.is_met(proofs) && !certificate_or_device.is_met(proofs));
  proofs.bindings = verified_with("ec");
  ck_assert(any.is_met(proofs) && !certificate_or_device.is_met(proofs));
  proofs.device = ProvedKeyMaker::make("device");
  ck_assert(any.is_met(proofs) && certificate_or_device.is_met(proofs));
}
END_TEST

START_TEST(proof_text_lists_what_was_proved_in_one_order) {
  Proofs proofs;
  EXPECT_TEXT(proof_text(proofs), "");
  proofs.dpop = ProvedKeyMaker::make("dpop");
  proofs.certificate = ProvedKeyMaker::make("certificate");
  EXPECT_TEXT(proof_text(proofs), "certificate,dpop");
  proofs.bindings = verified_with("ec");
  proofs.device = ProvedKeyMaker::make("device");
  EXPECT_TEXT(proof_text(proofs), "token-binding,certificate,device,dpop");
}
END_TEST

}  // namespace

Suite* tb::testing::policy_decision_suite() {
  return suite_of(
      "policy_decision",
      {request_on_an_unbound_connection_goes_on_without_a_status,
       request_without_a_message_goes_on_as_absent, request_with_a_good_message_goes_on_as_valid,
       request_with_a_bad_message_is_refused_or_goes_on_as_invalid,
       several_messages_are_refused_whatever_else_is_so,
       assertion_of_a_trusted_proxy_is_taken_or_refused, a_message_nobody_judged_is_not_valid,
       status_has_the_documented_words, host_allows_what_it_would_have_negotiated_itself,
       requirement_is_met_by_verified_ids_alone,
       named_kinds_of_proof_are_met_by_one_of_them_and_no_kind_by_any,
       proof_text_lists_what_was_proved_in_one_order});
}
