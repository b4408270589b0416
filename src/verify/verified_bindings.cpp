// SPDX-License-Identifier: Apache-2.0
#include "core/base64url.h"
#include "verify/verified_bindings_maker.h"

namespace tb::verify {

core::Result<void> VerifiedBindingsMaker::add(core::BindingType type, core::Bytes id) {
  const core::Result<ossl::Sha256> hash = digester_.sha256(id);
  if (!hash.ok()) return hash.error();
  VerifiedID made{{id.begin(), id.end()},
                  core::base64url_encode(id),
                  core::base64url_encode(hash.value())};
  switch (type) {
    case core::BindingType::provided:
      made_.provided_ = std::move(made);
      return core::success();
    case core::BindingType::referred:
      made_.referred_ = std::move(made);
      return core::success();
  }
  made_.others_.push_back({type, std::move(made)});
  return core::success();
}

}  // namespace tb::verify
