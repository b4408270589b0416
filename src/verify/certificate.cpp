// SPDX-License-Identifier: Apache-2.0
#include "verify/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>

#include "core/base64url.h"
#include "ossl/error_queue.h"
#include "ossl/owned.h"
#include "verify/proved_key_maker.h"

namespace tb::verify {

core::Result<ProvedKey> proved_certificate(std::string_view pem) {
  if (pem.empty()) return core::Error{core::Cause::kPublicKey};
  const ossl::ErrorQueueMark mark;
  const ossl::Owned<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!in) return core::Error{core::Cause::kLibrary};
  const ossl::Owned<X509> certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  if (!certificate) return core::Error{core::Cause::kPublicKey};
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), digest.data(), &length) != 1 ||
      length != digest.size()) {
    return core::Error{core::Cause::kLibrary};
  }
  return ProvedKeyMaker::make(core::base64url_encode(digest));
}

}  // namespace tb::verify
