// SPDX-License-Identifier: Apache-2.0
#include "verify/verifier_pool.h"

#include <atomic>
#include <thread>

#include "suites.h"
#include "support/claims.h"
#include "support/parts.h"

namespace {

using namespace tb::core;
using namespace tb::testing;
using tb::verify::VerifierPool;
using tb::verify::SignatureVerifier;

START_TEST(pool_lends_a_warm_check_again) {
  VerifierPool pool;
  const SignatureVerifier* first = &*value_of(pool.borrow());
  const SignatureVerifier* second = &*value_of(pool.borrow());
  ck_assert_ptr_eq(first, second);
}
END_TEST

START_TEST(pool_lends_no_check_twice_at_once) {
  VerifierPool pool;
  const auto first = value_of(pool.borrow());
  const auto second = value_of(pool.borrow());
  ck_assert_ptr_ne(&*first, &*second);
}
END_TEST

START_TEST(pool_lends_the_check_used_last_first) {
  VerifierPool pool;
  auto first = std::make_unique<VerifierPool::Lease>(value_of(pool.borrow()));
  auto second = std::make_unique<VerifierPool::Lease>(value_of(pool.borrow()));
  const SignatureVerifier* last = &**first;
  second.reset();
  first.reset();
  ck_assert_ptr_eq(&*value_of(pool.borrow()), last);
}
END_TEST

START_TEST(pool_serves_threads_that_verify_at_once) {
  VerifierPool pool;
  const PrivateKey key = PrivateKey::load("ec");
  Ekm ekm{};
  const SignedData data = data_to_sign(kProvided, KeyParameters::ecdsap256, ekm);
  const Octets id = key.id(KeyParameters::ecdsap256);
  const Octets good = key.sign(KeyParameters::ecdsap256, data);
  const Octets bad = concat({Octets(32, 1), Octets(32, 2)});
  std::atomic<int> wrong = 0;
  const auto work = [&] {
    const TokenBindingID decoded = decode_token_binding_id(id).value();
    for (int i = 0; i < 50; ++i) {
      auto lease = pool.borrow();
      if (!lease.ok() || !(*lease.value()).check(decoded, good, data).ok()) ++wrong;
      if (lease.ok() && (*lease.value()).check(decoded, bad, data).ok()) ++wrong;
    }
  };
  std::thread threads[] = {std::thread(work), std::thread(work), std::thread(work)};
  for (std::thread& thread : threads) thread.join();
  ck_assert_int_eq(wrong, 0);
}
END_TEST

}  // namespace

Suite* tb::testing::verifier_pool_suite() {
  return suite_of("verifier_pool",
                  {pool_lends_a_warm_check_again, pool_lends_no_check_twice_at_once,
                   pool_lends_the_check_used_last_first, pool_serves_threads_that_verify_at_once});
}
