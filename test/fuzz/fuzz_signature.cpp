// SPDX-License-Identifier: Apache-2.0
#include <openssl/err.h>

#include <algorithm>

#include "property.h"
#include "support/reference.h"
#include "verify/signature.h"

// 32 octets of keying material, then a message. One check stays warm through all runs, as it does
// in a server: its verdict never differs from that of a reference which imports each key anew.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tb;
  static const std::unique_ptr<verify::SignatureVerifier> warm = verify::SignatureVerifier::make().value();
  static testing::ReferenceCheck reference;

  fuzz::Input input(data, size);
  std::array<std::uint8_t, core::kEkmSize> ekm{};
  std::ranges::copy(input.take(ekm.size()), ekm.begin());
  const auto message = core::decode_message(input.rest());
  if (!message.ok()) return 0;
  for (const core::TokenBinding& binding : message.value().bindings()) {
    const auto signed_data = core::signed_data(binding.type, binding.id.key_parameters, ekm);
    const auto verdict = warm->check(binding.id, binding.signature, signed_data);
    const auto plain = reference.check(binding.id, binding.signature, signed_data);
    fuzz::hold(verdict.ok() == plain.ok(), "the warm check agrees with the reference");
    fuzz::hold(ERR_peek_error() == 0, "the error queue is as it was");
  }
  return 0;
}
