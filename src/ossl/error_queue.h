// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/err.h>

namespace tb::ossl {

// ErrorQueueMark removes, at the end of a scope, the errors that OpenSSL queued in it. Rejecting an
// attacker's key is not a failure of the server, and mod_ssl would log what is left in the queue.
class ErrorQueueMark {
 public:
  ErrorQueueMark() { ERR_set_mark(); }
  ~ErrorQueueMark() { ERR_pop_to_mark(); }
  ErrorQueueMark(const ErrorQueueMark&) = delete;
  ErrorQueueMark& operator=(const ErrorQueueMark&) = delete;
};

}  // namespace tb::ossl
