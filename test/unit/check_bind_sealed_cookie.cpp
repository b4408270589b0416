// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "bind/json.h"
#include "bind/jwe_header.h"
#include "bind/sealed_cookie.h"
#include "core/base64url.h"
#include "suites.h"
#include "support/claims.h"
#include "support/cookies.h"

namespace {

using tb::bind::CookieKeys;
using tb::core::Cause;
using tb::core::Result;
using tb::testing::fresh_keys;
using tb::testing::keys_from;
using tb::testing::kHash;
using tb::testing::kOtherHash;

std::string sealed_with(const CookieKeys& keys, std::string_view value) {
  const auto sealed = tb::bind::seal({"sid", value, kHash}, keys);
  ck_assert(sealed.ok());
  return sealed.value();
}

Result<std::string> open_with(const CookieKeys& keys, std::string_view sealed) {
  return tb::bind::open({"sid", sealed, kHash}, keys);
}

void assert_refused(const Result<std::string>& opened, Cause cause) {
  ck_assert(!opened.ok());
  EXPECT_TEXT(std::string(explain(opened.error().cause).token), std::string(explain(cause).token));
}

// The five segments of a compact JWE.
std::array<std::string, 5> segments_of(const std::string& jwe) {
  std::array<std::string, 5> segments;
  std::size_t index = 0;
  for (const char character : jwe) {
    if (character == '.') {
      ++index;
    } else {
      segments[index] += character;
    }
  }
  return segments;
}

std::string join(const std::array<std::string, 5>& segments) {
  return segments[0] + '.' + segments[1] + '.' + segments[2] + '.' + segments[3] + '.' +
         segments[4];
}

START_TEST(what_is_sealed_opens_for_the_same_name_and_id) {
  const CookieKeys keys = fresh_keys();
  const auto opened = open_with(keys, sealed_with(keys, "s3cret"));
  ck_assert(opened.ok());
  EXPECT_TEXT(opened.value(), "s3cret");
}
END_TEST

START_TEST(any_octets_come_back_as_they_were) {
  const CookieKeys keys = fresh_keys();
  std::string value;
  for (int octet = 1; octet < 256; ++octet) value += static_cast<char>(octet);
  const auto opened = open_with(keys, sealed_with(keys, value));
  ck_assert(opened.ok());
  ck_assert(opened.value() == value);
}
END_TEST

START_TEST(the_header_is_dir_and_a256gcm_with_the_kid_of_the_first_key) {
  const CookieKeys keys = keys_from(
      R"({"keys":[{"kty":"oct","kid":"2026.1","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})");
  const auto octets = tb::core::base64url_decode(segments_of(sealed_with(keys, "v"))[0]);
  ck_assert(octets.ok());
  const auto header = tb::bind::parse_object(tb::core::as_text(octets.value()), 1000);
  ck_assert(header.ok());
  EXPECT_TEXT(tb::bind::to_text(header.value().get(), JSON_COMPACT),
              R"({"typ":"tb-cookie","alg":"dir","enc":"A256GCM","kid":"2026.1","for":"b7K-PxsN"})");
}
END_TEST

START_TEST(the_payload_names_the_cookie_its_value_and_the_id) {
  const CookieKeys keys = fresh_keys();
  const std::string sealed = sealed_with(keys, "v\xe9\"");
  const tb::bind::Owned<cjose_jwe_t> jwe(cjose_jwe_import(sealed.data(), sealed.size(), nullptr));
  std::size_t size = 0;
  const tb::bind::Allocated<std::uint8_t> payload(
      cjose_jwe_decrypt(jwe.get(), keys.sealing().jwk.get(), &size, nullptr));
  ck_assert(payload != nullptr);
  EXPECT_TEXT(std::string(tb::core::as_text({payload.get(), size})),
              "{\"name\":\"sid\",\"value\":\"v\xc3\xa9\\\"\",\"cnf\":{\"tbh\":"
              "\"suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ\"}}");
}
END_TEST

START_TEST(a_sealed_value_is_a_cookie_value) {
  const CookieKeys keys = fresh_keys();
  const std::string sealed = sealed_with(keys, "v; \"x\",\\");
  ck_assert(sealed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_.") == std::string::npos);
  ck_assert(tb::bind::is_sealed(sealed));
}
END_TEST

START_TEST(sealing_twice_gives_two_texts) {
  const CookieKeys keys = fresh_keys();
  ck_assert(sealed_with(keys, "v") != sealed_with(keys, "v"));
}
END_TEST

START_TEST(another_id_cannot_open_it) {
  const CookieKeys keys = fresh_keys();
  assert_refused(tb::bind::open({"sid", sealed_with(keys, "v"), kOtherHash}, keys),
                 Cause::kCookieOtherID);
  assert_refused(tb::bind::open({"sid", sealed_with(keys, "v"), ""}, keys), Cause::kCookieOtherID);
}
END_TEST

START_TEST(it_cannot_be_moved_to_another_name) {
  const CookieKeys keys = fresh_keys();
  assert_refused(tb::bind::open({"admin", sealed_with(keys, "v"), kHash}, keys),
                 Cause::kCookieRenamed);
}
END_TEST

START_TEST(a_rotated_set_opens_what_the_old_one_sealed) {
  const std::string old_text = tb::testing::fresh_key_set();
  const CookieKeys old_keys = keys_from(old_text);
  const CookieKeys keys = keys_from(tb::bind::new_cookie_keys(old_text).value());
  ck_assert(open_with(keys, sealed_with(old_keys, "v")).ok());
  assert_refused(open_with(old_keys, sealed_with(keys, "v")), Cause::kCookieKeyUnknown);
}
END_TEST

START_TEST(the_same_kid_with_other_octets_opens_nothing) {
  const CookieKeys keys = keys_from(
      R"({"keys":[{"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})");
  const CookieKeys others = keys_from(
      R"({"keys":[{"kty":"oct","kid":"a","k":"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})");
  assert_refused(open_with(others, sealed_with(keys, "v")), Cause::kCookieForged);
}
END_TEST

START_TEST(no_character_of_a_sealed_value_can_be_changed) {
  const CookieKeys keys = fresh_keys();
  const std::string sealed = sealed_with(keys, "v");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    // Four steps in the alphabet change more than the unused bits at the end of a segment.
    changed[i] = changed[i] == 'Q' ? 'g' : 'Q';
    ck_assert_msg(!open_with(keys, changed).ok(), "character %zu", i);
  }
}
END_TEST

START_TEST(no_shortened_value_opens) {
  const CookieKeys keys = fresh_keys();
  const std::string sealed = sealed_with(keys, "v");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    ck_assert_msg(!open_with(keys, sealed.substr(0, size)).ok(), "%zu characters", size);
  }
}
END_TEST

START_TEST(a_short_tag_is_refused_before_any_cryptography) {
  const CookieKeys keys = fresh_keys();
  auto segments = segments_of(sealed_with(keys, "v"));
  constexpr std::array<std::size_t, 5> kTagSizes{0, 2, 6, 11, 21};
  segments[4].resize(kTagSizes[static_cast<std::size_t>(_i)]);
  assert_refused(open_with(keys, join(segments)), Cause::kCookieForged);
  segments[4] += "==";
  assert_refused(open_with(keys, join(segments)), Cause::kCookieForged);
}
END_TEST

START_TEST(a_segment_too_many_or_of_the_wrong_size_is_refused) {
  const CookieKeys keys = fresh_keys();
  const auto segments = segments_of(sealed_with(keys, "v"));
  auto changed = segments;
  changed[1] = "AAAA";
  assert_refused(open_with(keys, join(changed)), Cause::kCookieForged);
  changed = segments;
  changed[2] += "AAAA";
  assert_refused(open_with(keys, join(changed)), Cause::kCookieForged);
  changed = segments;
  changed[3].clear();
  assert_refused(open_with(keys, join(changed)), Cause::kCookieForged);
  assert_refused(open_with(keys, join(segments) + "."), Cause::kCookieForged);
}
END_TEST

// Anybody can send such a cookie, and cjose would end the process.
START_TEST(a_ciphertext_that_is_no_base64url_is_refused_before_the_library_sees_it) {
  const CookieKeys keys = fresh_keys();
  const auto segments = segments_of(sealed_with(keys, "v"));
  for (const char* ending :
       {"A", "AA", "AAA", "AAAAA", "=", "==", "=A", "AAA=AAAA", "A=A", "+", " "}) {
    auto changed = segments;
    changed[3] += ending;
    assert_refused(open_with(keys, join(changed)), Cause::kCookieForged);
    changed[3] = ending;
    assert_refused(open_with(keys, join(changed)), Cause::kCookieForged);
  }
}
END_TEST

START_TEST(what_was_never_sealed_is_told_apart) {
  constexpr std::array<const char*, 6> kValues{
      "",
      "s3cret",
      "\"s3cret\"",
      "a.b.c.d.e",
      "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA",
      "eyJ0eXAiOiJ0Yi1jb29raWUifQ"};
  const CookieKeys keys = fresh_keys();
  assert_refused(open_with(keys, kValues[static_cast<std::size_t>(_i)]), Cause::kCookieUnsealed);
}
END_TEST

std::string with_header(std::string_view header) {
  return tb::core::base64url_encode(tb::core::as_bytes(header)) + "..AAAAAAAAAAAAAAAA.AAAA." +
         std::string(22, 'A');
}

START_TEST(a_header_that_claims_to_be_ours_but_names_none_of_our_keys_is_refused) {
  constexpr std::array<const char*, 6> kHeaders{
      R"({"typ":"tb-cookie"})",
      R"({"typ":"tb-cookie","alg":"dir","enc":"A256GCM"})",
      R"({"typ":"tb-cookie","alg":"dir","enc":"A256GCM","kid":1})",
      R"({"typ":"tb-cookie","alg":"dir","enc":"A256GCM","kid":"b"})",
      R"({"typ":"tb-cookie","alg":"A256KW","enc":"A256GCM","kid":"a"})",
      R"({"typ":"tb-cookie","alg":"dir","enc":"A128CBC-HS256","kid":"a"})",
  };
  const CookieKeys keys = keys_from(
      R"({"keys":[{"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})");
  assert_refused(open_with(keys, with_header(kHeaders[static_cast<std::size_t>(_i)])),
                 Cause::kCookieKeyUnknown);
}
END_TEST

START_TEST(a_value_too_long_to_open_again_is_not_sealed) {
  const CookieKeys keys = fresh_keys();
  ck_assert(tb::bind::seal({"sid", std::string(24000, 'v'), kHash}, keys).ok());
  const auto sealed = tb::bind::seal({"sid", std::string(25000, 'v'), kHash}, keys);
  assert_refused(sealed, Cause::kCookieTooLong);
  assert_refused(tb::bind::seal({"sid", std::string(100000, 'v'), kHash}, keys),
                 Cause::kCookieTooLong);
}
END_TEST

START_TEST(a_value_too_long_is_not_even_looked_at) {
  const CookieKeys keys = fresh_keys();
  const std::string value = sealed_with(keys, "v") + std::string(32768, 'A');
  assert_refused(open_with(keys, value), Cause::kCookieTooLong);
}
END_TEST

START_TEST(octets_beyond_latin_1_in_a_payload_are_refused) {
  ck_assert(!tb::bind::utf8_to_octets("\xc4\x80").has_value());
  ck_assert(!tb::bind::utf8_to_octets("\xe2\x82\xac").has_value());
  ck_assert(!tb::bind::utf8_to_octets("\xc3").has_value());
  ck_assert(!tb::bind::utf8_to_octets("\xc3\x41").has_value());
  ck_assert(!tb::bind::utf8_to_octets("\x80").has_value());
  ck_assert(tb::bind::utf8_to_octets("\xc3\xbf") == "\xff");
}
END_TEST

}  // namespace

namespace tb::testing {

Suite* sealed_cookie_suite() {
  Suite* suite = suite_create("bind: sealed cookie");
  TCase* tests = tcase_create("sealed_cookie");
  tcase_add_test(tests, what_is_sealed_opens_for_the_same_name_and_id);
  tcase_add_test(tests, any_octets_come_back_as_they_were);
  tcase_add_test(tests, the_header_is_dir_and_a256gcm_with_the_kid_of_the_first_key);
  tcase_add_test(tests, the_payload_names_the_cookie_its_value_and_the_id);
  tcase_add_test(tests, a_sealed_value_is_a_cookie_value);
  tcase_add_test(tests, sealing_twice_gives_two_texts);
  tcase_add_test(tests, another_id_cannot_open_it);
  tcase_add_test(tests, it_cannot_be_moved_to_another_name);
  tcase_add_test(tests, a_rotated_set_opens_what_the_old_one_sealed);
  tcase_add_test(tests, the_same_kid_with_other_octets_opens_nothing);
  tcase_add_test(tests, no_character_of_a_sealed_value_can_be_changed);
  tcase_add_test(tests, no_shortened_value_opens);
  tcase_add_loop_test(tests, a_short_tag_is_refused_before_any_cryptography, 0, 5);
  tcase_add_test(tests, a_segment_too_many_or_of_the_wrong_size_is_refused);
  tcase_add_test(tests, a_ciphertext_that_is_no_base64url_is_refused_before_the_library_sees_it);
  tcase_add_loop_test(tests, what_was_never_sealed_is_told_apart, 0, 6);
  tcase_add_loop_test(tests, a_header_that_claims_to_be_ours_but_names_none_of_our_keys_is_refused,
                      0, 6);
  tcase_add_test(tests, a_value_too_long_to_open_again_is_not_sealed);
  tcase_add_test(tests, a_value_too_long_is_not_even_looked_at);
  tcase_add_test(tests, octets_beyond_latin_1_in_a_payload_are_refused);
  suite_add_tcase(suite, tests);
  return suite;
}

}  // namespace tb::testing
