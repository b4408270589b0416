// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"
#include "ossl/digest.h"
#include "verify/verified_bindings.h"

namespace tb::verify {

// AssertedFields are the values of the result headers (draft-ietf-tokbind-ttrp 2.2) that a proxy
// sent which the operator trusts.
struct AssertedFields {
  std::optional<std::string_view> provided;
  std::optional<std::string_view> referred;
  std::optional<std::string_view> other;  // <hex type>.<ID>, comma separated
};

// accept_asserted takes well-formed IDs as verified by that proxy. Without a provided ID, or with
// anything malformed, it refuses all of it. An error in `other` carries the offset of the element
// at fault, any other error the offset within the value's text or within its ID.
core::Result<VerifiedBindings> accept_asserted(const AssertedFields& fields,
                                               ossl::Digester& digester);

}  // namespace tb::verify
