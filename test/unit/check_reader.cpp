// SPDX-License-Identifier: Apache-2.0
#include "core/reader.h"

#include "core/writer.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::core;
using namespace tb::testing;

START_TEST(reader_reads_what_the_writer_wrote) {
  Writer out;
  out.u8(0xab);
  out.u16(0x1234);
  out.bytes(from_hex("0506"));
  out.u8_prefixed(from_hex("07"));
  out.u16_prefixed(from_hex("0809"));
  const Octets octets = std::move(out).take();
  EXPECT_OCTETS(octets, from_hex("ab 1234 0506 0107 00020809"));

  Reader in(octets);
  ck_assert_uint_eq(in.u8(), 0xab);
  ck_assert_uint_eq(in.u16(), 0x1234);
  EXPECT_OCTETS(in.bytes(2), from_hex("0506"));
  EXPECT_OCTETS(in.u8_prefixed(), from_hex("07"));
  EXPECT_OCTETS(in.u16_prefixed(), from_hex("0809"));
  ck_assert(in.at_end());
  EXPECT_OK(in.finish());
}
END_TEST

START_TEST(reader_fails_where_the_input_ends) {
  const Octets octets = from_hex("01 02");
  Reader in(octets);
  in.u8();
  ck_assert_uint_eq(in.u16(), 0);
  EXPECT_REFUSED(in.finish(), Cause::kTruncated, 1);
}
END_TEST

START_TEST(reader_gives_nothing_after_a_failure) {
  const Octets octets = from_hex("05 0102 0304");
  Reader in(octets);
  ck_assert_uint_eq(in.u8_prefixed().size(), 0);
  ck_assert(!in.ok());
  ck_assert(in.at_end());
  ck_assert_uint_eq(in.u8(), 0);
  ck_assert_uint_eq(in.u16(), 0);
  ck_assert_uint_eq(in.bytes(1).size(), 0);
  EXPECT_REFUSED(in.finish(), Cause::kTruncated, 1);
}
END_TEST

START_TEST(reader_keeps_its_first_failure) {
  const Octets octets = from_hex("01");
  Reader in(octets);
  in.fail(Cause::kVersion);
  in.fail_at(Cause::kSignature, 9);
  in.u16();
  EXPECT_REFUSED(in.finish(), Cause::kVersion, 0);
}
END_TEST

START_TEST(reader_refuses_to_finish_before_the_end) {
  const Octets octets = from_hex("0102");
  Reader in(octets);
  in.u8();
  ck_assert(!in.at_end());
  EXPECT_REFUSED(in.finish(), Cause::kTrailing, 1);
}
END_TEST

START_TEST(reader_counts_offsets_from_the_outermost_input) {
  const Octets octets = from_hex("ff 0005 0002 aa bb cc");
  Reader outer(octets);
  outer.u8();
  Reader middle = outer.nested_u16();
  ck_assert_uint_eq(middle.offset(), 3);
  Reader inner = middle.nested_u16();
  ck_assert_uint_eq(inner.offset(), 5);
  inner.u8();
  EXPECT_REFUSED(inner.finish(), Cause::kTrailing, 6);
  EXPECT_REFUSED(middle.finish(), Cause::kTrailing, 7);
  EXPECT_OK(outer.finish());
}
END_TEST

START_TEST(reader_nested_in_a_failed_one_has_failed_too) {
  const Octets octets = from_hex("0003 0102");
  Reader outer(octets);
  Reader inner = outer.nested_u16();
  ck_assert(!outer.ok());
  ck_assert(inner.at_end());
  EXPECT_REFUSED(inner.finish(), Cause::kTruncated, 2);
}
END_TEST

START_TEST(reader_gives_back_what_was_read_since_an_offset) {
  const Octets octets = from_hex("00 0003 010203");
  Reader outer(octets);
  outer.u8();
  Reader inner = outer.nested_u16();
  inner.u8();
  const std::uint32_t start = inner.offset();
  inner.u16();
  EXPECT_OCTETS(inner.since(start), from_hex("0203"));
}
END_TEST

START_TEST(reader_accepts_an_empty_input) {
  Reader in(Bytes{});
  ck_assert(in.at_end());
  EXPECT_OK(in.finish());
  Reader asked(Bytes{});
  asked.u8();
  EXPECT_REFUSED(asked.finish(), Cause::kTruncated, 0);
}
END_TEST

}  // namespace

Suite* tb::testing::reader_suite() {
  return suite_of(
      "reader",
      {reader_reads_what_the_writer_wrote, reader_fails_where_the_input_ends,
       reader_gives_nothing_after_a_failure, reader_keeps_its_first_failure,
       reader_refuses_to_finish_before_the_end, reader_counts_offsets_from_the_outermost_input,
       reader_nested_in_a_failed_one_has_failed_too,
       reader_gives_back_what_was_read_since_an_offset, reader_accepts_an_empty_input});
}
