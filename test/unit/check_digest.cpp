// SPDX-License-Identifier: Apache-2.0
#include "ossl/digest.h"

#include <memory>
#include <new>

#include "ossl/error_queue.h"
#include "ossl/secret.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb;
using namespace tb::testing;

START_TEST(sha256_gives_the_published_digests) {
  EXPECT_OCTETS(value_of(ossl::sha256({})),
                from_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  EXPECT_OCTETS(value_of(ossl::sha256(core::as_bytes("abc"))),
                from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}
END_TEST

START_TEST(digester_starts_anew_each_time) {
  ossl::Digester digester = value_of(ossl::Digester::make());
  for (int round = 0; round < 3; ++round) {
    EXPECT_OCTETS(value_of(digester.sha256(core::as_bytes("abc"))),
                  value_of(ossl::sha256(core::as_bytes("abc"))));
    EXPECT_OCTETS(value_of(digester.sha256({})), value_of(ossl::sha256({})));
  }
}
END_TEST

START_TEST(secret_is_wiped_when_it_dies) {
  using Secret = ossl::Secret<16>;
  alignas(Secret) std::array<std::uint8_t, sizeof(Secret)> memory{};
  auto* secret = new (memory.data()) Secret;
  for (std::uint8_t& octet : secret->fill()) octet = 0x5a;
  EXPECT_OCTETS(secret->view(), Octets(16, 0x5a));
  std::destroy_at(secret);
  EXPECT_OCTETS(memory, Octets(16, 0));
}
END_TEST

START_TEST(error_queue_mark_forgets_only_what_came_after_it) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 1);
  {
    const ossl::ErrorQueueMark mark;
    ERR_raise(ERR_LIB_USER, 2);
    ERR_raise(ERR_LIB_USER, 3);
  }
  ck_assert_int_eq(ERR_GET_REASON(ERR_get_error()), 1);
  ck_assert_uint_eq(ERR_get_error(), 0);
}
END_TEST

}  // namespace

Suite* tb::testing::digest_suite() {
  return suite_of("digest",
                  {sha256_gives_the_published_digests, digester_starts_anew_each_time,
                   secret_is_wiped_when_it_dies, error_queue_mark_forgets_only_what_came_after_it});
}
