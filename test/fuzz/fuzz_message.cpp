// SPDX-License-Identifier: Apache-2.0
#include "core/message.h"

#include <algorithm>

#include "property.h"

namespace {

using namespace tb::core;
using tb::fuzz::hold;

void examine(const TokenBinding& binding, Bytes whole) {
  for (const Bytes view : {binding.id.encoded, binding.id.point, binding.id.modulus,
                           binding.id.exponent, binding.signature, binding.extensions}) {
    hold(tb::fuzz::inside(view, whole), "views lie within the message");
  }
  const auto again = decode_token_binding_id(binding.id.encoded);
  hold(again.ok() && std::ranges::equal(again.value().encoded, binding.id.encoded),
       "an ID stands on its own");
  switch (binding.id.key_parameters) {
    case KeyParameters::ecdsap256:
      hold(binding.id.point.size() == 64 && binding.signature.size() == 64, "P-256 sizes");
      hold(std::ranges::equal(encode_ec_id(binding.id.point), binding.id.encoded), "EC ID");
      return;
    case KeyParameters::rsa2048_pkcs1_5:
    case KeyParameters::rsa2048_pss:
      hold(binding.id.modulus.size() == 256 && binding.signature.size() == 256, "RSA sizes");
      hold(std::ranges::equal(
               encode_rsa_id(binding.id.key_parameters, binding.id.modulus, binding.id.exponent),
               binding.id.encoded),
           "RSA ID");
      return;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes octets(data, size);
  const auto message = decode_message(octets);
  if (!message.ok()) {
    hold(message.error().offset <= size, "a fault lies within the message");
    return 0;
  }
  const auto bindings = message.value().bindings();
  hold(!bindings.empty() && bindings.size() <= kMaxBindings, "one to eight bindings");
  for (const TokenBinding& binding : bindings) examine(binding, octets);
  hold(std::ranges::equal(encode_message(bindings), octets), "encode inverts decode");
  return 0;
}
