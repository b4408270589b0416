// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verify/proved_key.h"

namespace tb::verify {

// ProvedKeyMaker makes the ProvedKey of a proof that has been checked. test/guards/rooms.py lists
// the rooms that may include this header.
class ProvedKeyMaker {
 public:
  static ProvedKey make(std::string hash) { return ProvedKey(std::move(hash)); }
};

}  // namespace tb::verify
