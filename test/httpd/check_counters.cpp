// SPDX-License-Identifier: Apache-2.0
#include "httpd/counters.h"

#include <set>
#include <vector>

#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::httpd;
using namespace tb::testing;
using tb::core::Cause;

struct Shared {
  std::vector<std::uint64_t> memory = std::vector<std::uint64_t>(Counters::kBytes / 8);
  Counters counters{memory.data(), 0};

  std::vector<Counters::Line> lines() const { return Counters::lines({&counters, 1}); }

  std::uint64_t of(const std::string& name) const {
    const auto all = lines();
    for (const Counters::Line& line : all) {
      if (line.name == name) return line.total;
    }
    ck_abort_msg("no counter %s", name.c_str());
  }
};

START_TEST(all_children_count_into_one_number) {
  const Shared shared;
  for (const std::size_t child : {0, 1, 17, 4711}) {
    shared.counters.for_child(child).count(Event::verified);
  }
  ck_assert_uint_eq(shared.of("Verified"), 4);
  ck_assert_uint_eq(shared.of("Recognized"), 0);
}
END_TEST

START_TEST(each_counter_has_a_name_of_its_own) {
  const Shared shared;
  std::set<std::string> names;
  const auto lines = shared.lines();
  for (const Counters::Line& line : lines) ck_assert(names.insert(line.name).second);
}
END_TEST

START_TEST(a_refused_message_and_a_refused_cookie_are_counted_apart) {
  const Shared shared;
  shared.counters.count_rejected(Cause::kSignature);
  shared.counters.count_refused_cookie(Cause::kCookieOtherID);
  ck_assert_uint_eq(shared.of("Rejected"), 1);
  ck_assert_uint_eq(shared.of("Rejected-signature"), 1);
  ck_assert_uint_eq(shared.of("CookiesRefused"), 1);
  ck_assert_uint_eq(shared.of("CookiesRefused-other-id"), 1);
}
END_TEST

START_TEST(a_cause_that_no_request_can_have_is_no_counter) {
  const Shared shared;
  const auto lines = shared.lines();
  for (const Counters::Line& line : lines) {
    for (const char* never : {"file-access", "jwk-kid", "not-offered", "unsolicited"}) {
      ck_assert_msg(line.name.find(never) == std::string::npos, "%s", line.name.c_str());
    }
  }
}
END_TEST

START_TEST(counters_without_memory_count_nothing) {
  const Counters none;
  none.count(Event::verified);
  none.count_rejected(Cause::kSignature);
  ck_assert_uint_eq(Counters::lines({&none, 1}).front().total, 0);
}
END_TEST

}  // namespace

Suite* tb::testing::httpd_counters_suite() {
  return suite_of(
      "httpd_counters",
      {all_children_count_into_one_number, each_counter_has_a_name_of_its_own,
       a_refused_message_and_a_refused_cookie_are_counted_apart,
       a_cause_that_no_request_can_have_is_no_counter, counters_without_memory_count_nothing});
}
