// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/claims.h"
#include "support/parts.h"
#include "verify/verify_message.h"

namespace tb::testing {

// Connection is one whose handshake negotiated `key_parameters`; its keying material is made of
// `seed`. It signs as its client and judges as its server.
class Connection {
 public:
  explicit Connection(core::KeyParameters key_parameters, std::uint64_t seed = 1)
      : binding_{{core::kVersion1_0, key_parameters}, {}, 1} {
    ekm_ = ekm_of(Random(seed).octets(core::kEkmSize));
    std::copy(ekm_.begin(), ekm_.end(), binding_.ekm.fill().begin());
  }

  [[nodiscard]] Parts parts(const PrivateKey& key, std::size_t type) const {
    return parts(key, type, binding_.negotiated.key_parameters);
  }
  [[nodiscard]] Parts parts(const PrivateKey& key, std::size_t type,
                            core::KeyParameters key_parameters) const {
    return signed_parts(key, key_parameters, type, ekm_);
  }

  core::Result<verify::VerifiedBindings> judge(const std::vector<Parts>& all) {
    return judge_by(*check_, all);
  }
  core::Result<verify::VerifiedBindings> judge_by(verify::SignatureCheck& check,
                                                  const std::vector<Parts>& all) {
    return judge_octets(check, message_octets(all));
  }
  core::Result<verify::VerifiedBindings> judge_octets(verify::SignatureCheck& check,
                                                      const Octets& octets) {
    const auto message = core::decode_message(octets);
    if (!message.ok()) return message.error();
    return verify::verify_message(message.value(), binding_, check, check_->digester());
  }

  [[nodiscard]] const tls::ConnectionBinding& binding() const { return binding_; }

 private:
  tls::ConnectionBinding binding_;
  Ekm ekm_{};
  std::unique_ptr<verify::SignatureVerifier> check_ = value_of(verify::SignatureVerifier::make());
};

}  // namespace tb::testing
