// SPDX-License-Identifier: Apache-2.0
#include "core/parameters.h"

#include <algorithm>

#include "property.h"

namespace {

using namespace tb::core;
using tb::fuzz::hold;

// The first octet chooses what the server supports: order, subset, highest version.
Supported supported_by(std::uint8_t choice) {
  using enum KeyParameters;
  constexpr std::array kOrders{std::array{ecdsap256, rsa2048_pss, rsa2048_pkcs1_5},
                               std::array{rsa2048_pkcs1_5, ecdsap256, rsa2048_pss}};
  Supported supported;
  for (unsigned i = 0; i < 3; ++i) {
    if ((choice >> i & 1) == 0) supported.key_parameters.add(kOrders[choice >> 3 & 1][i]);
  }
  if ((choice & 0x10) != 0) supported.highest = Version(0, 13);
  return supported;
}

void judge(const TokenBindingParameters& offer, const Supported& supported) {
  const auto answer = answer_to(offer, supported);
  if (!answer) return;
  hold(answer->version <= offer.version && answer->version <= supported.highest &&
           answer->version >= supported.lowest,
       "the version suits both ends");
  hold(std::ranges::count(offer.key_parameters_list,
                          static_cast<std::uint8_t>(answer->key_parameters)) > 0,
       "the key parameters were offered");
  const std::array list{answer->key_parameters};
  const auto octets = encode_parameters(answer->version, list);
  const auto accepted = accept_answer(decode_parameters(octets).value(), supported);
  hold(accepted.ok() && accepted.value() == answer, "such a client accepts the answer");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tb::fuzz::Input input(data, size);
  const Supported supported = supported_by(input.octet());
  const Bytes body = input.rest();
  const auto decoded = decode_parameters(body);
  if (!decoded.ok()) {
    hold(decoded.error().offset <= body.size(), "a fault lies within the body");
    return 0;
  }
  std::vector<KeyParameters> list;
  for (const std::uint8_t octet : decoded.value().key_parameters_list) {
    list.push_back(static_cast<KeyParameters>(octet));
  }
  hold(std::ranges::equal(encode_parameters(decoded.value().version, list), body),
       "encode inverts decode");
  judge(decoded.value(), supported);
  const auto accepted = accept_answer(decoded.value(), supported);
  hold(!accepted.ok() || list.size() == 1, "a client accepts one key parameters only");
  return 0;
}
