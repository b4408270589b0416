// SPDX-License-Identifier: Apache-2.0
// Device-bound sessions: the tokens that this server hands out, and what it makes of what comes
// back.
#include <string>

#include "bind/bound_cookies.h"
#include "bind/device_session.h"
#include "suites.h"
#include "support/claims.h"
#include "support/cookies.h"
#include "support/jws.h"

namespace {

using namespace tb::bind;
using tb::core::Cause;
using tb::core::Result;
using tb::testing::fresh_keys;
using tb::testing::JwsSigner;
using tb::verify::ProofKind;

constexpr std::int64_t kNow = 1'800'000'000;

// World is a server with its keys, and a browser with its own.
struct World {
  CookieKeys keys = fresh_keys();
  JwsSigner signer{"ES256"};
  std::string login = login_of();

  static std::string login_of() {
    auto login = new_login();
    ck_assert(login.ok());
    return login.value();
  }
  [[nodiscard]] DeviceSite site(std::int64_t now = kNow) const {
    return {keys, "a.test", now, 300};
  }
  [[nodiscard]] std::string challenge() const {
    auto made = make_registration_challenge(site(), login);
    ck_assert(made.ok());
    return made.value();
  }
  [[nodiscard]] std::string signed_by(const JwsSigner& by, std::string_view challenge,
                                      bool with_key) const {
    std::string header = by.header("dbsc+jwt");
    if (!with_key) header = R"({"typ":"dbsc+jwt","alg":"ES256"})";
    return by.sign(header, "{\"jti\":\"" + std::string(challenge) + "\"}");
  }
  [[nodiscard]] std::string signed_jwt(std::string_view challenge, bool with_key) const {
    return signed_by(signer, challenge, with_key);
  }
  [[nodiscard]] Registered registered(std::string_view cookies = "") const {
    const std::string jwt = signed_jwt(challenge(), true);
    auto made = register_device({site(), jwt, "", cookies});
    ck_assert(made.ok());
    return made.value();
  }
  [[nodiscard]] Result<Refreshed> refreshed(const Registered& session, std::string_view challenge,
                                            std::int64_t now = kNow,
                                            std::string_view cookies = "") const {
    const std::string jwt = signed_jwt(challenge, false);
    return refresh_device({site(now), jwt, session.id, cookies});
  }
};

template <typename T>
void assert_refused(const Result<T>& result, Cause cause) {
  ck_assert(!result.ok());
  EXPECT_TEXT(explain(result.error().cause).token, explain(cause).token);
}

START_TEST(a_browser_that_signs_its_challenge_gets_a_session_and_a_proof) {
  const World world;
  const Registered session = world.registered();
  EXPECT_TEXT(session.proof_name, std::string(kProofPrefix) + world.login);
  const auto refreshed = world.refreshed(session, session.challenge);
  ck_assert(refreshed.ok() && refreshed.value().proof && !refreshed.value().over);
  const auto proof = read_proof(world.site(), session.proof_name, *refreshed.value().proof);
  ck_assert(proof.ok());
  EXPECT_TEXT(proof.value().login, world.login);
  ck_assert(proof.value().expires == kNow + 300 + kClockSkew);
}
END_TEST

START_TEST(a_registration_needs_a_timely_challenge_and_a_key) {
  const World world;
  const std::string challenge = world.challenge();
  const std::string jwt = world.signed_jwt(challenge, true);
  ck_assert(register_device({world.site(kNow + kRegistrationLifetime), jwt, "", ""}).ok());
  assert_refused(register_device({world.site(kNow + kRegistrationLifetime + 1), jwt, "", ""}),
                 Cause::kDeviceExpired);
  assert_refused(register_device({world.site(kNow - kClockSkew - 1), jwt, "", ""}),
                 Cause::kDeviceExpired);
  assert_refused(register_device({world.site(), world.signed_jwt(challenge, false), "", ""}),
                 Cause::kDeviceNoKey);
  assert_refused(register_device({world.site(), world.signed_jwt("", true), "", ""}),
                 Cause::kDeviceToken);
  assert_refused(register_device({world.site(), "", "", ""}), Cause::kJwsForm);
}
END_TEST

START_TEST(the_key_in_a_registration_must_have_signed_it) {
  const World world;
  const JwsSigner other("ES256");
  const std::string jwt =
      other.sign(world.signer.header("dbsc+jwt"), "{\"jti\":\"" + world.challenge() + "\"}");
  assert_refused(register_device({world.site(), jwt, "", ""}), Cause::kJwsSignature);
}
END_TEST

START_TEST(a_token_is_good_for_its_purpose_host_and_keys_alone) {
  const World world;
  const World stranger;
  const Registered session = world.registered();
  const std::string challenge = world.challenge();
  DeviceSite elsewhere = world.site();
  elsewhere.host = "b.test";
  assert_refused(read_registration_challenge(world.site(), session.challenge),
                 Cause::kDeviceToken);
  assert_refused(read_registration_challenge(world.site(), session.id), Cause::kDeviceToken);
  assert_refused(read_registration_challenge(elsewhere, challenge), Cause::kDeviceToken);
  assert_refused(read_session_id(world.site(), challenge), Cause::kDeviceToken);
  assert_refused(read_session_id(elsewhere, session.id), Cause::kDeviceToken);
  assert_refused(read_session_id(stranger.site(), session.id), Cause::kCookieKeyUnknown);
  assert_refused(check_refresh_challenge(world.site(), session.id, challenge),
                 Cause::kDeviceToken);
  assert_refused(check_refresh_challenge(world.site(), "another", session.challenge),
                 Cause::kDeviceToken);
  assert_refused(read_proof(world.site(), session.proof_name, session.id), Cause::kDeviceToken);
}
END_TEST

START_TEST(an_identifier_that_was_changed_anywhere_is_refused) {
  const World world;
  const Registered session = world.registered();
  for (std::size_t i = 0; i < session.id.size(); ++i) {
    std::string changed = session.id;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    ck_assert(!read_session_id(world.site(), changed).ok());
    ck_assert(!read_session_id(world.site(), session.id.substr(0, i)).ok());
  }
}
END_TEST

START_TEST(a_refresh_by_another_key_or_for_another_session_sets_no_proof) {
  const World world;
  const World thief;
  const Registered session = world.registered();
  const std::string jwt = thief.signed_jwt(session.challenge, false);
  assert_refused(refresh_device({world.site(), jwt, session.id, ""}), Cause::kJwsSignature);
  const std::string with_key = thief.signed_jwt(session.challenge, true);
  assert_refused(refresh_device({world.site(), with_key, session.id, ""}), Cause::kJwsSignature);
  const Registered second = world.registered();
  assert_refused(world.refreshed(session, second.challenge), Cause::kDeviceToken);
}
END_TEST

START_TEST(a_refresh_without_a_signature_or_with_an_old_one_gets_a_challenge) {
  const World world;
  const Registered session = world.registered();
  const auto asked = refresh_device({world.site(), "", session.id, ""});
  ck_assert(asked.ok() && !asked.value().proof && !asked.value().challenge.empty());
  ck_assert(world.refreshed(session, session.challenge, kNow + 300).value().proof.has_value());
  const auto late = world.refreshed(session, session.challenge, kNow + 301);
  ck_assert(late.ok() && !late.value().proof && !late.value().challenge.empty());
}
END_TEST

START_TEST(a_session_is_over_when_the_cookie_that_it_saw_is_gone) {
  const World world;
  const auto pending = seal_pending({"sid", "v", "", world.login, kNow}, world.keys);
  ck_assert(pending.ok());
  const std::string cookie = "sid=" + pending.value();
  const Registered session = world.registered(cookie);
  ck_assert(world.refreshed(session, session.challenge, kNow, cookie).value().proof.has_value());
  ck_assert(world.refreshed(session, session.challenge, kNow, "sid=other").value().over);
  const auto anew = seal_pending({"sid", "v", "", World::login_of(), kNow}, world.keys);
  ck_assert(
      world.refreshed(session, session.challenge, kNow, "sid=" + anew.value()).value().over);
  const auto id = read_session_id(world.site(), session.id);
  const auto bound = seal(
      {"sid", "v", id.value().key.thumbprint(), ProofKind::device}, world.keys);
  ck_assert(!world.refreshed(session, session.challenge, kNow, "sid=" + bound.value())
                 .value()
                 .over);
}
END_TEST

START_TEST(a_session_whose_sealing_key_is_gone_is_over) {
  const World world;
  const World later;
  const Registered session = world.registered();
  ck_assert(refresh_device({later.site(), "", session.id, ""}).value().over);
}
END_TEST

START_TEST(a_proof_past_its_time_or_under_another_name_proves_nothing) {
  const World world;
  const Registered session = world.registered();
  const auto proof = *world.refreshed(session, session.challenge).value().proof;
  const std::int64_t end = kNow + 300 + kClockSkew;
  ck_assert(read_proof(world.site(end - 1), session.proof_name, proof).ok());
  assert_refused(read_proof(world.site(end), session.proof_name, proof), Cause::kDeviceExpired);
  assert_refused(read_proof(world.site(), std::string(kProofPrefix) + World::login_of(), proof),
                 Cause::kDeviceToken);
}
END_TEST

}  // namespace

Suite* tb::testing::device_suite() {
  return suite_of("bind: device sessions",
                  {a_browser_that_signs_its_challenge_gets_a_session_and_a_proof,
                   a_registration_needs_a_timely_challenge_and_a_key,
                   the_key_in_a_registration_must_have_signed_it,
                   a_token_is_good_for_its_purpose_host_and_keys_alone,
                   an_identifier_that_was_changed_anywhere_is_refused,
                   a_refresh_by_another_key_or_for_another_session_sets_no_proof,
                   a_refresh_without_a_signature_or_with_an_old_one_gets_a_challenge,
                   a_session_is_over_when_the_cookie_that_it_saw_is_gone,
                   a_session_whose_sealing_key_is_gone_is_over,
                   a_proof_past_its_time_or_under_another_name_proves_nothing});
}
