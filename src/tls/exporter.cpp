// SPDX-License-Identifier: Apache-2.0
#include "tls/exporter.h"

#include <string_view>

namespace tb::tls {

core::Result<Ekm> export_ekm(SSL* ssl) {
  constexpr std::string_view kLabel = "EXPORTER-Token-Binding";
  constexpr int kNoContext = 0;  // on TLS 1.2 an empty context would give different octets
  Ekm ekm;
  if (SSL_export_keying_material(ssl, ekm.fill().data(), core::kEkmSize, kLabel.data(),
                                 kLabel.size(), nullptr, 0, kNoContext) != 1) {
    return core::Error{core::Cause::kLibrary};
  }
  return ekm;
}

}  // namespace tb::tls
