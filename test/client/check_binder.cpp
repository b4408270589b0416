// SPDX-License-Identifier: Apache-2.0
#include "client/binder.h"

#include "core/base64url.h"
#include "core/message.h"
#include "suites.h"
#include "support/claims.h"
#include "tls_pair.h"
#include "verify/verify_message.h"

namespace {

using namespace tb;
using namespace tb::testing;
using client::Binder;
using client::Hop;
using client::Keyring;
using core::KeyParameters;

constexpr const char* kWish = "Include-Referred-Token-Binding-ID: true\r\n";

// Browsing is a client that goes from site to site, each over a connection of its own.
struct Browsing {
  tls::ClientOffer offer;
  Keyring keyring = Keyring::ephemeral();
  Binder binder{keyring};

  Browsing() {
    offer.supported.key_parameters.add(KeyParameters::ecdsap256);
    binder.begin({});
  }
  Hop visit(const std::string& host, const Liar& liar = {.answer = from_hex("01 00 01 02")}) {
    TlsPair pair(offer, liar);
    ck_assert(pair.handshake());
    Hop hop;
    hop.host = host;
    EXPECT_OK(binder.bind(pair.client(), hop));
    if (hop.negotiated) expect_verified(pair, hop);
    return hop;
  }
  void hear(std::initializer_list<const char*> lines) {
    for (const char* line : lines) binder.heard(line);
    binder.heard("\r\n");
  }
  // The server's end judges by its own keying material.
  static void expect_verified(const TlsPair& pair, const Hop& hop) {
    const tls::ConnectionBinding connection{*hop.negotiated,
                                            value_of(tls::export_ekm(pair.server())), 1};
    const Octets octets = value_of(core::base64url_decode(hop.messages.front()));
    const auto check = value_of(verify::SignatureVerifier::make());
    EXPECT_OK(verify::verify_message(value_of(core::decode_message(octets)), connection, *check,
                                     check->digester()));
  }
};

START_TEST(a_bound_request_carries_one_message_and_no_referred_binding) {
  Browsing browsing;
  const Hop hop = browsing.visit("consumer.example");
  ck_assert_uint_eq(hop.messages.size(), 1);
  ck_assert(!hop.provided_id.empty());
  ck_assert(hop.referred_id.empty());
}
END_TEST

START_TEST(without_negotiation_there_is_no_message) {
  Browsing browsing;
  ck_assert(browsing.visit("consumer.example", {}).messages.empty());
  Hop plain;
  EXPECT_OK(browsing.binder.bind(nullptr, plain));
  ck_assert(!plain.tls);
  ck_assert(plain.messages.empty());
}
END_TEST

START_TEST(a_redirect_that_asks_for_it_gets_the_consumers_id) {
  Browsing browsing;
  const Hop consumer = browsing.visit("consumer.example");
  browsing.hear({"HTTP/1.1 302 Found\r\n", "Location: https://provider.example/\r\n", kWish});
  const Hop provider = browsing.visit("provider.example");
  EXPECT_TEXT(provider.referred_id, consumer.provided_id);
  ck_assert(provider.provided_id != consumer.provided_id);
}
END_TEST

START_TEST(the_field_is_read_in_any_case_and_its_value_too) {
  for (const char* line : {"include-referred-token-binding-id:TRUE\r\n",
                           "INCLUDE-REFERRED-TOKEN-BINDING-ID:   True  \r\n"}) {
    Browsing browsing;
    browsing.visit("consumer.example");
    browsing.hear({"HTTP/2 303 \r\n", line});
    ck_assert(!browsing.visit("provider.example").referred_id.empty());
  }
}
END_TEST

START_TEST(a_redirect_that_does_not_say_true_gets_none) {
  for (const char* line :
       {"Include-Referred-Token-Binding-ID: false\r\n",
        "Include-Referred-Token-Binding-ID: true, true\r\n",
        "Include-Referred-Token-Binding-ID:\r\n", "X-Include-Referred-Token-Binding-ID: true\r\n",
        "Include-Referer-Token-Binding-ID: true\r\n"}) {
    Browsing browsing;
    browsing.visit("consumer.example");
    browsing.hear({"HTTP/1.1 302 Found\r\n", line});
    ck_assert(browsing.visit("provider.example").referred_id.empty());
  }
}
END_TEST

START_TEST(the_name_of_the_drafts_is_obeyed_on_drafts_alone) {
  constexpr const char* kWishOfDrafts = "Include-Referer-Token-Binding-ID: true\r\n";
  for (const auto& [answer, obeyed] : {std::pair{"00 0d 01 02", true}, {"01 00 01 02", false}}) {
    Browsing browsing;
    browsing.offer.supported.lowest = tb::core::kVersion0_10;
    browsing.visit("consumer.example", {.answer = from_hex(answer)});
    browsing.hear({"HTTP/1.1 302 Found\r\n", kWishOfDrafts});
    ck_assert(browsing.visit("provider.example").referred_id.empty() != obeyed);
  }
}
END_TEST

START_TEST(only_the_first_hop_is_told) {
  Browsing browsing;
  browsing.visit("consumer.example");
  browsing.hear({"HTTP/1.1 302 Found\r\n", kWish});
  ck_assert(!browsing.visit("provider.example").referred_id.empty());
  browsing.hear({"HTTP/1.1 302 Found\r\n"});
  ck_assert(browsing.visit("third.example").referred_id.empty());
}
END_TEST

START_TEST(a_hop_that_asks_itself_refers_itself) {
  Browsing browsing;
  browsing.visit("consumer.example");
  browsing.hear({"HTTP/1.1 302 Found\r\n", kWish});
  const Hop second = browsing.visit("second.example");
  browsing.hear({"HTTP/1.1 307 Temporary Redirect\r\n", kWish});
  EXPECT_TEXT(browsing.visit("third.example").referred_id, second.provided_id);
}
END_TEST

START_TEST(a_consumer_that_was_told_nothing_learns_nothing) {
  Browsing browsing;
  browsing.visit("consumer.example", {});  // not negotiated: the request was not bound
  browsing.hear({"HTTP/1.1 302 Found\r\n", kWish});
  ck_assert(browsing.visit("provider.example").referred_id.empty());
}
END_TEST

START_TEST(the_field_means_nothing_outside_of_redirects) {
  for (const char* status : {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 401 Unauthorized\r\n",
                             "HTTP/1.1 103 Early Hints\r\n", "HTTP/2 500 \r\n"}) {
    Browsing browsing;
    browsing.visit("consumer.example");
    browsing.hear({status, kWish});
    ck_assert(browsing.visit("provider.example").referred_id.empty());
  }
}
END_TEST

START_TEST(the_field_means_nothing_in_a_trailer) {
  Browsing browsing;
  browsing.visit("consumer.example");
  browsing.hear({"HTTP/1.1 302 Found\r\n", "Transfer-Encoding: chunked\r\n"});
  browsing.binder.heard(kWish);
  ck_assert(browsing.visit("provider.example").referred_id.empty());
}
END_TEST

START_TEST(a_request_that_is_tried_again_is_referred_again) {
  Browsing browsing;
  browsing.visit("consumer.example");
  browsing.hear({"HTTP/1.1 302 Found\r\n", kWish});
  const Hop lost = browsing.visit("provider.example");  // the connection died without an answer
  EXPECT_TEXT(browsing.visit("provider.example").referred_id, lost.referred_id);
}
END_TEST

START_TEST(the_next_request_of_the_user_refers_nothing) {
  Browsing browsing;
  browsing.visit("consumer.example");
  browsing.hear({"HTTP/1.1 302 Found\r\n", kWish});
  browsing.binder.begin({});
  ck_assert(browsing.visit("provider.example").referred_id.empty());
}
END_TEST

START_TEST(two_sites_of_one_domain_are_referred_all_the_same) {
  Browsing browsing;
  const Hop consumer = browsing.visit("a.one.example");
  browsing.hear({"HTTP/1.1 302 Found\r\n", kWish});
  const Hop provider = browsing.visit("b.one.example");
  EXPECT_TEXT(provider.provided_id, consumer.provided_id);
  EXPECT_TEXT(provider.referred_id, consumer.provided_id);
}
END_TEST

}  // namespace

Suite* tb::testing::client_binder_suite() {
  return suite_of(
      "client_binder",
      {a_bound_request_carries_one_message_and_no_referred_binding,
       without_negotiation_there_is_no_message, a_redirect_that_asks_for_it_gets_the_consumers_id,
       the_field_is_read_in_any_case_and_its_value_too, a_redirect_that_does_not_say_true_gets_none,
       the_name_of_the_drafts_is_obeyed_on_drafts_alone,
       only_the_first_hop_is_told, a_hop_that_asks_itself_refers_itself,
       a_consumer_that_was_told_nothing_learns_nothing,
       the_field_means_nothing_outside_of_redirects, the_field_means_nothing_in_a_trailer,
       a_request_that_is_tried_again_is_referred_again, the_next_request_of_the_user_refers_nothing,
       two_sites_of_one_domain_are_referred_all_the_same});
}
