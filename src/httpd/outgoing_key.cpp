// SPDX-License-Identifier: Apache-2.0
#include "httpd/outgoing_key.h"

#include <apr_strings.h>

#include <cstring>

#include "httpd/pool.h"
#include "prove/key_file.h"

namespace tb::httpd {
namespace {

using core::Cause;
using core::KeyParameters;

constexpr std::string_view kTokenUri = "pkcs11:";

const char* fault_of(apr_pool_t* pool, core::Error error) {
  switch (error.cause) {
    case Cause::kFileAccess:
      return error.offset == 0
                 ? "OpenSSL cannot open it: install a PKCS#11 provider or engine"
                 : apr_psprintf(pool,
                                "the file cannot be read (%s): make one with 'tokbind keys create'",
                                std::strerror(static_cast<int>(error.offset)));
    case Cause::kFilePermissions:
      return "others may read or change the file, or it belongs to somebody else: chown it to the "
             "user that starts the server and chmod 600 it";
    case Cause::kKeyType:
      return "the key is neither of P-256 nor RSA of 2048 bits";
    default:
      return "it holds no private key that OpenSSL can read without a passphrase";
  }
}

core::Result<prove::Key> read_key(const char* name) {
  if (std::string_view(name).starts_with(kTokenUri)) return prove::Key::from_uri(name);
  const auto pem = prove::read_private_file(name);
  if (!pem.ok()) return pem.error();
  return prove::Key::from_pem(pem.value().view());
}

}  // namespace

OutgoingKeyFile read_outgoing_key(apr_pool_t* pool, const char* name) {
  auto key = read_key(name);
  if (!key.ok()) return {.fault = fault_of(pool, key.error())};
  for (const auto key_parameters : {KeyParameters::ecdsap256, KeyParameters::rsa2048_pss}) {
    if (!key.value().fits(key_parameters)) continue;
    return {.key =
                make_in<OutgoingKey>(pool, OutgoingKey{{std::move(key).value(), key_parameters}})};
  }
  return {.fault = fault_of(pool, {Cause::kKeyType})};
}

}  // namespace tb::httpd
