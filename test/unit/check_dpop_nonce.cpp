// SPDX-License-Identifier: Apache-2.0
#include "verify/dpop_nonce.h"

#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::testing;
using namespace tb::verify;

constexpr tb::ossl::Sha256 kKey{1, 2, 3};
constexpr tb::ossl::Sha256 kOtherKey{1, 2, 4};
constexpr std::int64_t kNow = 1800000000;

START_TEST(a_nonce_is_fresh_for_its_lifetime_and_no_longer) {
  const std::string nonce = make_dpop_nonce(kKey, kNow);
  ck_assert_uint_eq(nonce.size(), 32);
  for (const auto& [offset, fresh] :
       {std::pair{0, true}, {60, true}, {-60, true}, {61, false}, {-61, false}}) {
    ck_assert_msg(is_fresh_dpop_nonce(nonce, kKey, kNow + offset, 60) == fresh, "%d", offset);
  }
}
END_TEST

START_TEST(a_nonce_changes_with_time) {
  ck_assert(make_dpop_nonce(kKey, kNow) != make_dpop_nonce(kKey, kNow + 1));
}
END_TEST

START_TEST(a_nonce_of_another_key_or_with_any_character_changed_is_none) {
  const std::string nonce = make_dpop_nonce(kKey, kNow);
  ck_assert(!is_fresh_dpop_nonce(nonce, kOtherKey, kNow, 60));
  for (std::size_t i = 0; i < nonce.size(); ++i) {
    std::string changed = nonce;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    ck_assert(!is_fresh_dpop_nonce(changed, kKey, kNow, 60));
  }
  for (const std::string& text : {std::string(), nonce.substr(1), nonce + "A", nonce + "="}) {
    ck_assert(!is_fresh_dpop_nonce(text, kKey, kNow, 60));
  }
}
END_TEST

}  // namespace

Suite* tb::testing::dpop_nonce_suite() {
  return suite_of("dpop_nonce",
                  {a_nonce_is_fresh_for_its_lifetime_and_no_longer, a_nonce_changes_with_time,
                   a_nonce_of_another_key_or_with_any_character_changed_is_none});
}
