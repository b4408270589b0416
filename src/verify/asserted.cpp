// SPDX-License-Identifier: Apache-2.0
#include "verify/asserted.h"

#include <charconv>

#include "core/base64url.h"
#include "core/text.h"
#include "verify/verified_bindings_maker.h"

namespace tb::verify {
namespace {

using core::BindingType;
using core::Cause;
using core::Error;

core::Result<void> add_text(VerifiedBindingsMaker& maker, BindingType type, std::string_view text) {
  if (text.empty()) return Error{Cause::kNoValue, 0};
  const auto octets = core::base64url_decode(text);
  if (!octets.ok()) return octets.error();
  const auto id = core::decode_token_binding_id(octets.value());
  if (!id.ok()) return id.error();
  return maker.add(type, octets.value());
}

// EncodedTokenBindingType is one or two hexadecimal digits; 0 and 1 have headers of their own.
core::Result<void> add_other(VerifiedBindingsMaker& maker, std::string_view element) {
  const std::size_t dot = element.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot > 2) return Error{Cause::kTruncated, 0};
  std::uint8_t type = 0;
  const auto [end, error] = std::from_chars(element.data(), element.data() + dot, type, 16);
  if (error != std::errc{} || end != element.data() + dot || type < 2) {
    return Error{Cause::kTruncated, 0};
  }
  return add_text(maker, static_cast<BindingType>(type), element.substr(dot + 1));
}

core::Result<void> add_others(VerifiedBindingsMaker& maker, std::string_view list) {
  std::size_t start = 0;
  for (std::size_t count = 0; count < core::kMaxBindings; ++count) {
    const std::size_t comma = list.find(',', start);
    const core::Result<void> added =
        add_other(maker, core::trimmed(list.substr(start, comma - start)));
    if (!added.ok()) return Error{added.error().cause, static_cast<std::uint32_t>(start)};
    if (comma == std::string_view::npos) return core::success();
    start = comma + 1;
  }
  return Error{Cause::kTooManyBindings, static_cast<std::uint32_t>(start)};
}

}  // namespace

core::Result<VerifiedBindings> accept_asserted(const AssertedFields& fields,
                                               ossl::Digester& digester) {
  if (!fields.provided) return Error{Cause::kNoProvidedBinding, 0};
  VerifiedBindingsMaker maker(Origin::kTrustedProxy, digester);
  core::Result<void> added = add_text(maker, BindingType::provided, *fields.provided);
  if (added.ok() && fields.referred) {
    added = add_text(maker, BindingType::referred, *fields.referred);
  }
  if (added.ok() && fields.other) added = add_others(maker, *fields.other);
  if (!added.ok()) return added.error();
  return std::move(maker).take();
}

}  // namespace tb::verify
