// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "core/result.h"
#include "verify/signature.h"

namespace tb::verify {

// VerifierPool lends SignatureVerifiers to the threads of one process, so that each verification
// uses an initialized one without thread-local storage, which would outlive an unloaded module. It
// holds at most as many as were ever in use at once.
class VerifierPool {
 public:
  // Lease returns its verifier to the pool when it is destroyed.
  class Lease {
   public:
    Lease(VerifierPool& pool, std::unique_ptr<SignatureVerifier> check)
        : pool_(&pool), check_(std::move(check)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (check_) pool_->put_back(std::move(check_));
    }
    SignatureVerifier& operator*() const { return *check_; }

   private:
    VerifierPool* pool_;
    std::unique_ptr<SignatureVerifier> check_;
  };

  core::Result<Lease> borrow();

 private:
  std::unique_ptr<SignatureVerifier> take_idle();
  void put_back(std::unique_ptr<SignatureVerifier> check);

  std::mutex mutex_;
  std::vector<std::unique_ptr<SignatureVerifier>> idle_;
};

}  // namespace tb::verify
