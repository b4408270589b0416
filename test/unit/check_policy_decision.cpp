// SPDX-License-Identifier: Apache-2.0
#include "policy/decision.h"

#include "suites.h"
#include "support/verified.h"

namespace {

using namespace tb::policy;
using namespace tb::testing;
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
    expect({Presence::absent, false, kAsked, kAsked}, action, Status::none, kGoOn);
    expect({Presence::one, false, kAsked, kAsked}, action, Status::none, kGoOn);
  }
}
END_TEST

START_TEST(request_without_a_message_goes_on_as_absent) {
  expect({Presence::absent, true, kAsked, kAsked}, kReject, Status::absent, kGoOn);
}
END_TEST

START_TEST(request_with_a_good_message_goes_on_as_valid) {
  expect({Presence::one, true, Verdict::good, kAsked}, kReject, Status::valid, kGoOn);
}
END_TEST

START_TEST(request_with_a_bad_message_is_refused_or_goes_on_as_invalid) {
  expect({Presence::one, true, Verdict::bad, kAsked}, kReject, Status::invalid, 400);
  expect({Presence::one, true, Verdict::bad, kAsked}, kIgnore, Status::invalid, kGoOn);
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
  expect({Presence::absent, false, kAsked, Verdict::good}, kReject, Status::proxied, kGoOn);
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
  const auto provided = verified_with("ec");
  ck_assert(meets(Requirement::provided, provided.get()));
  ck_assert(!meets(Requirement::referred, provided.get()));
  ck_assert(!meets(Requirement::provided, nullptr));
  ck_assert(!meets(Requirement::referred, nullptr));
  const auto both = verified_with("ec", "ec_other");
  ck_assert(meets(Requirement::provided, both.get()));
  ck_assert(meets(Requirement::referred, both.get()));
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
       requirement_is_met_by_verified_ids_alone});
}
