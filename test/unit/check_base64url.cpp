// SPDX-License-Identifier: Apache-2.0
#include "core/base64url.h"

#include <string>

#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::core;
using namespace tb::testing;

std::string encoded(std::string_view octets) {
  return base64url_encode(as_bytes(octets));
}

START_TEST(base64url_encodes_the_examples_of_rfc_4648) {
  EXPECT_TEXT(encoded(""), "");
  EXPECT_TEXT(encoded("f"), "Zg");
  EXPECT_TEXT(encoded("fo"), "Zm8");
  EXPECT_TEXT(encoded("foo"), "Zm9v");
  EXPECT_TEXT(encoded("foobar"), "Zm9vYmFy");
  EXPECT_TEXT(base64url_encode(from_hex("fbefbeffffff")), "----____");
}
END_TEST

START_TEST(base64url_decodes_what_it_encoded_at_every_length) {
  Random random(4648);
  for (std::size_t length = 0; length <= 300; ++length) {
    const Octets octets = random.octets(length);
    EXPECT_OCTETS(value_of(base64url_decode(base64url_encode(octets))), octets);
  }
}
END_TEST

// Of all texts of two characters only those with four unused bits of zero are canonical.
START_TEST(base64url_accepts_one_text_for_each_octet) {
  unsigned accepted = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      const auto octets = base64url_decode(text);
      if (!octets.ok()) continue;
      ++accepted;
      EXPECT_TEXT(base64url_encode(octets.value()), text);
    }
  }
  ck_assert_uint_eq(accepted, 256);
}
END_TEST

START_TEST(base64url_refuses_padding) {
  EXPECT_REFUSED(base64url_decode("Zg=="), Cause::kBase64Padding, 2);
  EXPECT_REFUSED(base64url_decode("Zm8="), Cause::kBase64Padding, 3);
  EXPECT_REFUSED(base64url_decode("="), Cause::kBase64Padding, 0);
  EXPECT_REFUSED(base64url_decode("Zm9vZm9v="), Cause::kBase64Padding, 8);
}
END_TEST

START_TEST(base64url_refuses_the_standard_alphabet) {
  EXPECT_REFUSED(base64url_decode("AA+A"), Cause::kBase64StandardAlphabet, 2);
  EXPECT_REFUSED(base64url_decode("AAAAA/"), Cause::kBase64StandardAlphabet, 5);
}
END_TEST

START_TEST(base64url_refuses_white_space_anywhere) {
  EXPECT_REFUSED(base64url_decode(" AAA"), Cause::kBase64Whitespace, 0);
  EXPECT_REFUSED(base64url_decode("AA\tA"), Cause::kBase64Whitespace, 2);
  EXPECT_REFUSED(base64url_decode("AAAA\r\n AAAA"), Cause::kBase64Whitespace, 4);
  EXPECT_REFUSED(base64url_decode("AAA "), Cause::kBase64Whitespace, 3);
}
END_TEST

START_TEST(base64url_refuses_every_other_character_at_every_place) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (std::size_t length = 4; length <= 7; ++length) {
    for (std::uint32_t place = 0; place < length; ++place) {
      for (int octet = 0; octet < 256; ++octet) {
        const char character = static_cast<char>(octet);
        if (kAlphabet.find(character) != std::string_view::npos) continue;
        std::string text(length, 'A');
        text[place] = character;
        const auto refused = base64url_decode(text);
        ck_assert(!refused.ok());
        ck_assert_uint_eq(refused.error().offset, place);
      }
    }
  }
  EXPECT_REFUSED(base64url_decode(std::string_view("AA\0A", 4)), Cause::kBase64Alphabet, 2);
  EXPECT_REFUSED(base64url_decode("A%3D"), Cause::kBase64Alphabet, 1);
  EXPECT_REFUSED(base64url_decode("\"AAA\""), Cause::kBase64Alphabet, 0);
  EXPECT_REFUSED(base64url_decode("AAA,AAA"), Cause::kBase64Alphabet, 3);
}
END_TEST

START_TEST(base64url_names_the_first_of_several_faults) {
  EXPECT_REFUSED(base64url_decode("A+A/A=A A"), Cause::kBase64StandardAlphabet, 1);
}
END_TEST

START_TEST(base64url_refuses_lengths_that_no_octets_have) {
  EXPECT_REFUSED(base64url_decode("A"), Cause::kBase64Length, 0);
  EXPECT_REFUSED(base64url_decode("AAAAA"), Cause::kBase64Length, 4);
}
END_TEST

START_TEST(base64url_refuses_unused_bits_that_are_not_zero) {
  EXPECT_REFUSED(base64url_decode("Zh"), Cause::kBase64UnusedBits, 1);
  EXPECT_REFUSED(base64url_decode("Zm9"), Cause::kBase64UnusedBits, 2);
  EXPECT_REFUSED(base64url_decode("AAAAAB"), Cause::kBase64UnusedBits, 5);
}
END_TEST

START_TEST(base64url_reads_an_empty_text_as_no_octets) {
  ck_assert_uint_eq(value_of(base64url_decode("")).size(), 0);
}
END_TEST

}  // namespace

Suite* tb::testing::base64url_suite() {
  return suite_of(
      "base64url",
      {base64url_encodes_the_examples_of_rfc_4648,
       base64url_decodes_what_it_encoded_at_every_length, base64url_accepts_one_text_for_each_octet,
       base64url_refuses_padding, base64url_refuses_the_standard_alphabet,
       base64url_refuses_white_space_anywhere,
       base64url_refuses_every_other_character_at_every_place,
       base64url_names_the_first_of_several_faults, base64url_refuses_lengths_that_no_octets_have,
       base64url_refuses_unused_bits_that_are_not_zero,
       base64url_reads_an_empty_text_as_no_octets});
}
