// SPDX-License-Identifier: Apache-2.0
#include "client/dissect.h"

#include <fstream>
#include <sstream>

#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb;
using namespace tb::testing;
using client::dissect;
using client::Field;

Octets good_message() {
  const Octets id = concat({u8(2), u16_prefixed(u8_prefixed(Random(1).octets(64)))});
  const Octets binding =
      concat({u8(0), id, u16_prefixed(Random(2).octets(64)), u16_prefixed(Octets{})});
  return u16_prefixed(binding);
}

// expect_cover claims that the fields stand in order, without a gap, for all of the octets.
void expect_cover(const Octets& octets) {
  std::uint32_t position = 0;
  for (const Field& field : dissect(octets)) {
    ck_assert_uint_eq(field.start, position);
    ck_assert_uint_lt(field.start, field.end);
    position = field.end;
  }
  ck_assert_uint_eq(position, octets.size());
}

START_TEST(the_fields_of_a_good_message_have_the_words_of_the_rfc) {
  std::string names;
  for (const Field& field : dissect(good_message())) names += field.name + ";";
  EXPECT_TEXT(names,
              "tokenbindings length;TokenBinding[0] tokenbinding_type;key_parameters;key_length;"
              "point length;point X;point Y;signature length;signature;extensions length;");
}
END_TEST

START_TEST(fields_cover_every_beginning_of_a_good_message) {
  const Octets whole = good_message();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    expect_cover(Octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
  }
}
END_TEST

START_TEST(fields_cover_whatever_they_are_fed) {
  Random random(3);
  for (int i = 0; i < 20000; ++i) expect_cover(random.octets(random.below(300)));
}
END_TEST

START_TEST(fields_cover_damaged_messages) {
  Random random(4);
  for (int i = 0; i < 20000; ++i) {
    Octets octets = good_message();
    for (std::size_t hits = 1 + random.below(4); hits > 0; --hits) {
      octets[random.below(octets.size())] = static_cast<std::uint8_t>(random.next() & 0xff);
    }
    expect_cover(octets);
  }
}
END_TEST

START_TEST(what_follows_the_message_is_called_the_rest) {
  const auto fields = dissect(concat({good_message(), u8(9)}));
  EXPECT_TEXT(fields.back().name, "rest");
}
END_TEST

}  // namespace

Suite* tb::testing::client_dissect_suite() {
  return suite_of(
      "client_dissect",
      {the_fields_of_a_good_message_have_the_words_of_the_rfc,
       fields_cover_every_beginning_of_a_good_message, fields_cover_whatever_they_are_fed,
       fields_cover_damaged_messages, what_follows_the_message_is_called_the_rest});
}
