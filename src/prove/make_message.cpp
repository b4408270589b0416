// SPDX-License-Identifier: Apache-2.0
#include "prove/make_message.h"

#include "core/base64url.h"
#include "core/message.h"

namespace tb::prove {
namespace {

using core::BindingType;

// SignedBinding owns the octets of which core::TokenBinding is a view.
struct SignedBinding {
  BindingType type;
  std::vector<std::uint8_t> id;
  std::vector<std::uint8_t> signature;

  [[nodiscard]] core::TokenBinding view() const {
    core::TokenBinding binding;
    binding.type = type;
    binding.id.encoded = id;
    binding.signature = signature;
    return binding;
  }
};

core::Result<SignedBinding> sign_binding(BindingType type, const Signer& signer, EkmView ekm) {
  core::Result<std::vector<std::uint8_t>> id = signer.key.id(signer.key_parameters);
  if (!id.ok()) return id.error();
  auto signature = signer.key.sign(type, signer.key_parameters, ekm);
  if (!signature.ok()) return signature.error();
  return SignedBinding{type, std::move(id).value(), std::move(signature).value()};
}

}  // namespace

core::Result<std::string> make_message(const Signer& provided,
                                       const std::optional<Signer>& referred, EkmView ekm) {
  std::vector<SignedBinding> signed_bindings;
  auto first = sign_binding(BindingType::provided, provided, ekm);
  if (!first.ok()) return first.error();
  signed_bindings.push_back(std::move(first).value());
  if (referred) {
    auto second = sign_binding(BindingType::referred, *referred, ekm);
    if (!second.ok()) return second.error();
    signed_bindings.push_back(std::move(second).value());
  }
  std::vector<core::TokenBinding> bindings;
  for (const SignedBinding& binding : signed_bindings) bindings.push_back(binding.view());
  return core::base64url_encode(core::encode_message(bindings));
}

}  // namespace tb::prove
