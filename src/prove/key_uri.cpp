// SPDX-License-Identifier: Apache-2.0

// Engines are deprecated in OpenSSL 3, which does not yet have a PKCS#11 provider everywhere.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "prove/key_uri.h"

#include <openssl/engine.h>

#include "ossl/error_queue.h"

namespace tb::prove {
namespace {

using core::Cause;
using core::Error;
using ossl::Owned;
using Loaded = core::Result<Owned<EVP_PKEY>>;

Loaded from_store(const std::string& uri) {
  const Owned<OSSL_STORE_CTX> store(
      OSSL_STORE_open(uri.c_str(), UI_get_default_method(), nullptr, nullptr, nullptr));
  if (!store) return Error{Cause::kFileAccess};
  while (OSSL_STORE_eof(store.get()) != 1) {
    const Owned<OSSL_STORE_INFO> info(OSSL_STORE_load(store.get()));
    if (!info) break;
    Owned<EVP_PKEY> key(OSSL_STORE_INFO_get1_PKEY(info.get()));
    if (key) return key;
  }
  return Error{Cause::kFileContent};
}

#ifndef OPENSSL_NO_ENGINE
Loaded from_engine(const std::string& uri) {
  // Both references stay for the life of the process: the key calls the engine each time it signs.
  ENGINE_load_builtin_engines();
  ENGINE* engine = ENGINE_by_id("pkcs11");
  if (engine == nullptr) return Error{Cause::kFileAccess};
  // Otherwise it writes the URI, with the PIN in it, to standard error.
  ENGINE_ctrl_cmd_string(engine, "QUIET", nullptr, 1);
  if (ENGINE_init(engine) != 1) return Error{Cause::kFileAccess};
  Owned<EVP_PKEY> key(ENGINE_load_private_key(engine, uri.c_str(), UI_OpenSSL(), nullptr));
  if (!key) return Error{Cause::kFileContent};
  return key;
}
#else
Loaded from_engine(const std::string&) {
  return Error{Cause::kFileAccess};
}
#endif

}  // namespace

Loaded load_private_key(const std::string& uri) {
  const ossl::ErrorQueueMark mark;
  Loaded key = from_store(uri);
  if (key.ok() || key.error().cause != Cause::kFileAccess || !uri.starts_with("pkcs11:")) {
    return key;
  }
  return from_engine(uri);
}

}  // namespace tb::prove
