// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"
#include "prove/make_message.h"

namespace tb::httpd {

// OutgoingKey is a key with which this server proves itself to backends, under the key parameters
// that it offers them. It lives as long as the configuration, and is read only.
struct OutgoingKey {
  prove::Signer signer;
};

// OutgoingKeyFile is what a name led to: a key, or a sentence on what is wrong and what to do.
struct OutgoingKeyFile {
  const OutgoingKey* key = nullptr;
  const char* fault = nullptr;
};

// read_outgoing_key reads the PEM file `name`, which nobody but the user that starts the server may
// read or change, or opens a pkcs11: URI. The key lives as long as `pool`.
OutgoingKeyFile read_outgoing_key(apr_pool_t* pool, const char* name);

}  // namespace tb::httpd
