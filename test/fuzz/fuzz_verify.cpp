// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "property.h"
#include "verify/verify_message.h"

// The first octet says what was negotiated, the second what the injected check answers to which
// binding; the rest is a message. A model of RFC 8473 2 and RFC 8471 4.2 written in another way
// must come to the same verdict, and only what it lists may come out.
namespace {

using namespace tb::core;
using tb::fuzz::hold;

class ScriptedCheck final : public tb::verify::SignatureCheck {
 public:
  explicit ScriptedCheck(std::uint8_t refusals) : refusals_(refusals) {}
  Result<void> check(const TokenBindingID&, Bytes, const SignedData&) override {
    const bool refuse = (refusals_ >> asked++ & 1) != 0;
    if (refuse) return Error{Cause::kSignature};
    return success();
  }
  unsigned asked = 0;

 private:
  std::uint8_t refusals_;
};

struct Expected {
  bool accepted = true;
  std::vector<const TokenBinding*> verified;
};

Expected model(std::span<const TokenBinding> all, KeyParameters negotiated, std::uint8_t refusals) {
  Expected expected;
  const auto is = [](BindingType type) {
    return [type](const TokenBinding& binding) { return binding.type == type; };
  };
  if (std::ranges::count_if(all, is(BindingType::provided)) != 1) return {false, {}};
  if (std::ranges::count_if(all, is(BindingType::referred)) > 1) return {false, {}};
  const auto provided = std::ranges::find_if(all, is(BindingType::provided));
  if (provided->id.key_parameters != negotiated) return {false, {}};
  for (const TokenBinding& binding : all) {
    if (static_cast<int>(binding.id.key_parameters) <= 2) expected.verified.push_back(&binding);
  }
  const unsigned asked = (1u << expected.verified.size()) - 1;
  expected.accepted = (refusals & asked) == 0;
  return expected;
}

void compare(const tb::verify::VerifiedBindings& verified, const Expected& expected) {
  std::size_t others = 0;
  bool referred = false;
  for (const TokenBinding* binding : expected.verified) {
    const tb::verify::VerifiedID* id = nullptr;
    if (binding->type == BindingType::provided) {
      id = &verified.provided();
    } else if (binding->type == BindingType::referred) {
      referred = true;
      id = verified.referred() ? &*verified.referred() : nullptr;
    } else if (others < verified.others().size()) {
      hold(verified.others()[others].type == binding->type, "others come in order");
      id = &verified.others()[others++].id;
    }
    hold(id != nullptr && std::ranges::equal(id->octets, binding->id.encoded), "each ID arrives");
  }
  hold(verified.referred().has_value() == referred && verified.others().size() == others,
       "nothing arrives that was not verified");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static tb::ossl::Digester digester = tb::ossl::Digester::make().value();
  tb::fuzz::Input input(data, size);
  const auto negotiated = static_cast<KeyParameters>(input.octet() % 3);
  const std::uint8_t refusals = input.octet();
  const auto message = decode_message(input.rest());
  if (!message.ok()) return 0;

  const tb::tls::ConnectionBinding connection{{kVersion1_0, negotiated}, {}, 1};
  ScriptedCheck check(refusals);
  const auto verdict = verify_message(message.value(), connection, check, digester);
  const Expected expected = model(message.value().bindings(), negotiated, refusals);
  hold(verdict.ok() == expected.accepted, "the verdict is the model's");
  if (verdict.ok()) {
    compare(verdict.value(), expected);
  } else {
    hold(verdict.error().offset < input.rest().size(), "a fault lies within the message");
  }
  return 0;
}
