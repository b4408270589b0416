// SPDX-License-Identifier: Apache-2.0
// Decoding, and the refusal of what is malformed: before any cryptography.
#include <memory>

#include "core/base64url.h"
#include "micro/bench.h"
#include "micro/judge.h"
#include "micro/signer.h"

namespace tb::bench {
namespace {

using core::BindingType;
using core::KeyParameters;

auto decoding(std::string text) {
  return [text = std::move(text)] {
    const auto octets = core::base64url_decode(text);
    check(octets.ok());
    auto message = core::decode_message(octets.value());
    check(message.ok());
    return message.value().bindings().size();
  };
}

auto refusing(std::string text) {
  const auto judge = std::make_shared<Judge>(KeyParameters::ecdsap256);
  return [judge, text = std::move(text)] {
    auto verified = judge->verify(text);
    check(!verified.ok());
    return verified.error();
  };
}

std::string large_header() {
  const Signer signer(KeyParameters::rsa2048_pss);
  std::vector<Octets> bindings;
  for (std::uint8_t type = 0; type < core::kMaxBindings; ++type) {
    bindings.push_back(signer.binding(static_cast<BindingType>(type)));
  }
  return header(bindings);
}

void add_refusals(Bench& bench, const Signer& signer) {
  const std::string good = header(signer);
  const Octets binding = signer.binding(BindingType::provided);
  bench.add("refuse: a character outside base64url", refusing(good.substr(1) + '!'));
  bench.add("refuse: cut short", refusing(good.substr(0, good.size() / 8 * 4)));
  bench.add("refuse: octets after the message", refusing(good + "AAAA"));
  bench.add("refuse: two provided bindings", refusing(header({binding, binding})));
  bench.add("refuse: key parameters not negotiated",
            refusing(header(Signer(KeyParameters::rsa2048_pss))));
  bench.add("refuse: 8190 characters of nothing", refusing(std::string(8190, 'A')));
  std::string forged = good;
  forged[good.size() - 8] = forged[good.size() - 8] == 'A' ? 'B' : 'A';
  bench.add("refuse: a forged signature (with cryptography)", refusing(forged));
}

}  // namespace

void add_decode_rows(Bench& bench) {
  const Signer signer(KeyParameters::ecdsap256);
  bench.add("decode: one ecdsap256 binding", decoding(header(signer)));
  bench.add("decode: provided and referred",
            decoding(header(
                {signer.binding(BindingType::provided), signer.binding(BindingType::referred)})));
  bench.add("decode: eight RSA bindings", decoding(large_header()));
  add_refusals(bench, signer);
}

}  // namespace tb::bench
