// SPDX-License-Identifier: Apache-2.0
#include "core/types.h"

#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::core;
using namespace tb::testing;

START_TEST(versions_are_ordered_as_one_number) {
  ck_assert(Version(0, 9) < kVersion0_10);
  ck_assert(kVersion0_10 < Version(0, 255));
  ck_assert(Version(0, 255) < kVersion1_0);
  ck_assert(kVersion1_0 < Version(1, 1));
  ck_assert(Version(2, 0) < Version(255, 255));
  ck_assert(Version(1, 0) == kVersion1_0);
  ck_assert_uint_eq(Version(7, 9).major_part(), 7);
  ck_assert_uint_eq(Version(7, 9).minor_part(), 9);
}
END_TEST

START_TEST(versions_are_read_as_they_are_written) {
  for (int number = 0; number <= 0xffff; ++number) {
    const Version version(static_cast<std::uint8_t>(number >> 8),
                          static_cast<std::uint8_t>(number & 0xff));
    const auto read = parse_version(to_text(version));
    ck_assert(read.has_value());
    ck_assert(*read == version);
  }
  EXPECT_TEXT(to_text(kVersion0_10), "0.10");
}
END_TEST

START_TEST(versions_are_refused_in_any_other_spelling) {
  for (const char* text :
       {"", ".", "1", "1.", ".1", "1.0.0", "01.0", "1.00", "0.010", "256.0", "1.256", "-1.0",
        "+1.0", "1,0", " 1.0", "1.0 ", "1.x", "0x1.0", "1.99999999999999999999"}) {
    ck_assert_msg(!parse_version(text).has_value(), "accepted '%s'", text);
  }
}
END_TEST

START_TEST(key_parameters_have_the_names_of_the_registry) {
  for (const KeyParameters each :
       {KeyParameters::rsa2048_pkcs1_5, KeyParameters::rsa2048_pss, KeyParameters::ecdsap256}) {
    ck_assert(is_known(each));
    ck_assert(parse_key_parameters(to_text(each)) == each);
  }
  ck_assert(to_text(KeyParameters::rsa2048_pkcs1_5) == "rsa2048_pkcs1.5");
  ck_assert(to_text(KeyParameters::rsa2048_pss) == "rsa2048_pss");
  ck_assert(to_text(KeyParameters::ecdsap256) == "ecdsap256");
}
END_TEST

START_TEST(key_parameters_nobody_defined_survive_as_unknown) {
  for (int octet = 3; octet < 256; ++octet) {
    const auto unknown = static_cast<KeyParameters>(octet);
    ck_assert(!is_known(unknown));
    ck_assert(to_text(unknown) == "unknown");
  }
}
END_TEST

START_TEST(key_parameters_are_refused_under_any_other_name) {
  for (const char* name :
       {"", "ECDSAP256", "ecdsap25", "ecdsap256 ", "rsa2048_pkcs1_5", "unknown", "2"}) {
    ck_assert_msg(!parse_key_parameters(name).has_value(), "accepted '%s'", name);
  }
}
END_TEST

}  // namespace

Suite* tb::testing::types_suite() {
  return suite_of(
      "types",
      {versions_are_ordered_as_one_number, versions_are_read_as_they_are_written,
       versions_are_refused_in_any_other_spelling, key_parameters_have_the_names_of_the_registry,
       key_parameters_nobody_defined_survive_as_unknown,
       key_parameters_are_refused_under_any_other_name});
}
