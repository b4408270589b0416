// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "suites.h"
#include "support/claims.h"
#include "tls_pair.h"

namespace {

using namespace tb;
using namespace tb::testing;
using core::Cause;
using core::KeyParameters;

constexpr int kUnsupportedExtension = 110;
constexpr int kDecodeError = 50;
constexpr std::array kBothVersions{TLS1_2_VERSION, TLS1_3_VERSION};

tls::ClientOffer offer_of(std::initializer_list<KeyParameters> list) {
  tls::ClientOffer offer;
  for (const KeyParameters item : list) offer.supported.key_parameters.add(item);
  return offer;
}

tls::ClientOffer usual_offer() {
  return offer_of({KeyParameters::ecdsap256, KeyParameters::rsa2048_pss});
}

// abort_on has a server answer so and tells what the client made of it.
void expect_abort(const Liar& liar, Cause cause, int alert) {
  tls::ClientOffer offer = usual_offer();
  TlsPair pair(offer, liar);
  ck_assert(!pair.handshake());
  ck_assert_int_eq(pair.alert(), alert);
  ck_assert(offer.refusal.has_value());
  EXPECT_TEXT(core::explain(offer.refusal->cause).token, core::explain(cause).token);
}

START_TEST(the_offer_has_the_highest_version_and_the_preference_order) {
  tls::ClientOffer offer = usual_offer();
  TlsPair pair(offer, {});
  ck_assert(pair.handshake());
  EXPECT_OCTETS(pair.offered(), from_hex("01 00 02 02 01"));
}
END_TEST

START_TEST(a_good_answer_is_what_was_negotiated) {
  for (const int version : kBothVersions) {
    tls::ClientOffer offer = usual_offer();
    TlsPair pair(offer, {.tls = version, .answer = from_hex("00 0d 01 01")});
    ck_assert(pair.handshake());
    const auto negotiated = tls::negotiated(pair.client());
    ck_assert(negotiated.has_value());
    EXPECT_TEXT(to_text(negotiated->version), "0.13");
    ck_assert(negotiated->key_parameters == KeyParameters::rsa2048_pss);
  }
}
END_TEST

START_TEST(without_an_answer_nothing_is_negotiated) {
  for (const int version : kBothVersions) {
    tls::ClientOffer offer = usual_offer();
    TlsPair pair(offer, {.tls = version});
    ck_assert(pair.handshake());
    ck_assert(pair.offer_seen());
    ck_assert(!tls::negotiated(pair.client()).has_value());
  }
}
END_TEST

START_TEST(a_version_below_the_offer_means_to_go_on_unbound) {
  for (const int version : kBothVersions) {
    tls::ClientOffer offer = usual_offer();
    TlsPair pair(offer, {.tls = version, .answer = from_hex("00 05 01 02")});
    ck_assert(pair.handshake());
    ck_assert(!tls::negotiated(pair.client()).has_value());
  }
}
END_TEST

START_TEST(a_version_above_the_offer_aborts) {
  for (const int version : kBothVersions) {
    expect_abort({.tls = version, .answer = from_hex("01 01 01 02")}, Cause::kVersionTooHigh,
                 kUnsupportedExtension);
  }
}
END_TEST

START_TEST(two_key_parameters_abort) {
  for (const int version : kBothVersions) {
    expect_abort({.tls = version, .answer = from_hex("01 00 02 02 01")},
                 Cause::kKeyParametersNotOffered, kUnsupportedExtension);
  }
}
END_TEST

START_TEST(key_parameters_that_were_not_offered_abort) {
  for (const int version : kBothVersions) {
    expect_abort({.tls = version, .answer = from_hex("01 00 01 00")},
                 Cause::kKeyParametersNotOffered, kUnsupportedExtension);
  }
}
END_TEST

START_TEST(a_malformed_answer_aborts_with_decode_error) {
  for (const int version : kBothVersions) {
    for (const char* answer : {"", "01", "01 00", "01 00 00", "01 00 01", "01 00 01 02 02"}) {
      tls::ClientOffer offer = usual_offer();
      TlsPair pair(offer, {.tls = version, .answer = from_hex(answer)});
      ck_assert_msg(!pair.handshake(), "accepted '%s'", answer);
      ck_assert_int_eq(pair.alert(), kDecodeError);
    }
  }
}
END_TEST

START_TEST(on_tls_1_2_an_answer_without_extended_master_secret_aborts) {
  expect_abort(
      {.tls = TLS1_2_VERSION, .answer = from_hex("01 00 01 02"), .extended_master_secret = false},
      Cause::kNoExtendedMasterSecret, kUnsupportedExtension);
}
END_TEST

START_TEST(on_tls_1_2_an_answer_without_renegotiation_indication_aborts) {
  expect_abort({.tls = TLS1_2_VERSION,
                .answer = from_hex("01 00 01 02"),
                .rewrite = [](const Octets& flight) { return drop_extension(flight, 0xff01); }},
               Cause::kNoExtendedMasterSecret, kUnsupportedExtension);
}
END_TEST

START_TEST(an_answer_to_no_offer_aborts) {
  tls::ClientOffer offer = usual_offer();
  offer.enabled = false;
  TlsPair pair(offer, {.tls = TLS1_2_VERSION, .rewrite = [](const Octets& flight) {
                         return add_extension(flight, 24, from_hex("01 00 01 02"));
                       }});
  ck_assert(!pair.handshake());
  ck_assert(!pair.offer_seen());
  ck_assert_int_eq(pair.alert(), kUnsupportedExtension);
}
END_TEST

START_TEST(a_disabled_offer_is_not_sent) {
  for (const int version : kBothVersions) {
    tls::ClientOffer offer = usual_offer();
    offer.enabled = false;
    TlsPair pair(offer, {.tls = version, .answer = from_hex("01 00 01 02")});
    ck_assert(pair.handshake());
    ck_assert(!pair.offer_seen());
    ck_assert(!tls::negotiated(pair.client()).has_value());
  }
}
END_TEST

START_TEST(a_resumed_handshake_offers_again_and_inherits_nothing) {
  for (const int version : kBothVersions) {
    tls::ClientOffer offer = usual_offer();
    TlsPair pair(offer, {.tls = version, .answer = from_hex("01 00 01 02")});
    ck_assert(pair.handshake());
    ck_assert(tls::negotiated(pair.client()).has_value());
    ck_assert(pair.handshake());
    ck_assert(SSL_session_reused(pair.client()) == 1);
    ck_assert(pair.offer_seen());
    ck_assert(tls::negotiated(pair.client()).has_value());
    pair.liar().answer.reset();
    ck_assert(pair.handshake());
    ck_assert(SSL_session_reused(pair.client()) == 1);
    ck_assert(!tls::negotiated(pair.client()).has_value());
  }
}
END_TEST

START_TEST(after_a_hello_retry_request_the_offer_is_made_again) {
  tls::ClientOffer offer = usual_offer();
  TlsPair pair(offer, {.answer = from_hex("01 00 01 02")});
  ck_assert(SSL_CTX_set1_groups_list(pair.client_context(), "X25519:P-256") == 1);
  ck_assert(SSL_CTX_set1_groups_list(pair.server_context(), "P-256") == 1);
  ck_assert(pair.handshake());
  ck_assert_int_eq(pair.offers_seen(), 2);
  ck_assert(tls::negotiated(pair.client()).has_value());
}
END_TEST

START_TEST(an_abort_is_forgotten_by_the_next_handshake) {
  tls::ClientOffer offer = usual_offer();
  TlsPair pair(offer, {.answer = from_hex("01 01 01 02")});
  ck_assert(!pair.handshake());
  ck_assert(offer.refusal.has_value());
  pair.liar().answer = from_hex("01 00 01 02");
  ck_assert(pair.handshake());
  ck_assert(!offer.refusal.has_value());
}
END_TEST

}  // namespace

Suite* tb::testing::client_extension_suite() {
  return suite_of(
      "client_extension",
      {the_offer_has_the_highest_version_and_the_preference_order,
       a_good_answer_is_what_was_negotiated, without_an_answer_nothing_is_negotiated,
       a_version_below_the_offer_means_to_go_on_unbound, a_version_above_the_offer_aborts,
       two_key_parameters_abort, key_parameters_that_were_not_offered_abort,
       a_malformed_answer_aborts_with_decode_error,
       on_tls_1_2_an_answer_without_extended_master_secret_aborts,
       on_tls_1_2_an_answer_without_renegotiation_indication_aborts, an_answer_to_no_offer_aborts,
       a_disabled_offer_is_not_sent, a_resumed_handshake_offers_again_and_inherits_nothing,
       after_a_hello_retry_request_the_offer_is_made_again,
       an_abort_is_forgotten_by_the_next_handshake});
}
