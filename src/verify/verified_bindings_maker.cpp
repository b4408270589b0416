// SPDX-License-Identifier: Apache-2.0
#include "verify/verified_bindings_maker.h"
#include "core/base64url.h"

namespace tb::verify {
namespace {

// Lower case and no leading zero, as the draft's example prints them.
std::string hex_type(core::BindingType type) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto octet = static_cast<std::uint8_t>(type);
  std::string text;
  if (octet > 0x0f) text += kDigits[octet >> 4];
  return text += kDigits[octet & 0x0f];
}

}  // namespace

core::Result<void> VerifiedBindingsMaker::add(core::BindingType type, core::Bytes id) {
  const core::Result<ossl::Sha256> hash = digester_.sha256(id);
  if (!hash.ok()) return hash.error();
  VerifiedID made{
      {id.begin(), id.end()}, core::base64url_encode(id), core::base64url_encode(hash.value())};
  switch (type) {
    case core::BindingType::provided:
      made_.provided_ = std::move(made);
      return core::success();
    case core::BindingType::referred:
      made_.referred_ = std::move(made);
      return core::success();
  }
  if (!made_.others_text_.empty()) made_.others_text_ += ',';
  made_.others_text_ += hex_type(type) + '.' + made.text;
  made_.others_.push_back({type, std::move(made)});
  return core::success();
}

}  // namespace tb::verify
