// SPDX-License-Identifier: Apache-2.0
#include "verify/verify_message.h"

#include "verify/verified_bindings_maker.h"

namespace tb::verify {

using core::BindingType;
using core::Cause;
using core::Error;
using core::TokenBinding;

core::Result<void> check_shape(const core::TokenBindingMessage& message,
                               const core::Negotiated& negotiated) {
  const TokenBinding* provided = nullptr;
  const TokenBinding* referred = nullptr;
  for (const TokenBinding& binding : message.bindings()) {
    if (binding.type == BindingType::provided) {
      if (provided != nullptr) return Error{Cause::kSeveralProvidedBindings, binding.offset};
      provided = &binding;
    } else if (binding.type == BindingType::referred) {
      if (referred != nullptr) return Error{Cause::kSeveralReferredBindings, binding.offset};
      referred = &binding;
    }
  }
  if (provided == nullptr) return Error{Cause::kNoProvidedBinding, 0};
  // RFC 8471 4.2; a referred binding may use any (its negotiation was on another connection).
  // What nobody can verify proves nothing, whatever was negotiated.
  if (provided->id.key_parameters != negotiated.key_parameters ||
      !core::is_known(provided->id.key_parameters)) {
    return Error{Cause::kKeyParametersNotNegotiated, provided->offset + 1};
  }
  return core::success();
}

core::Result<VerifiedBindings> verify_message(const core::TokenBindingMessage& message,
                                              const tls::ConnectionBinding& connection,
                                              SignatureCheck& check, ossl::Digester& digester) {
  const core::Result<void> shape = check_shape(message, connection.negotiated);
  if (!shape.ok()) return shape.error();

  VerifiedBindingsMaker maker(Origin::kMessage, digester);
  for (const TokenBinding& binding : message.bindings()) {
    if (!core::is_known(binding.id.key_parameters)) continue;
    const core::SignedData data =
        core::signed_data(binding.type, binding.id.key_parameters, connection.ekm.view());
    const core::Result<void> signature = check.check(binding.id, binding.signature, data);
    if (!signature.ok()) return Error{signature.error().cause, binding.offset};
    const core::Result<void> added = maker.add(binding.type, binding.id.encoded);
    if (!added.ok()) return added.error();
  }
  return std::move(maker).take();
}

}  // namespace tb::verify
