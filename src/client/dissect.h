// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/bytes.h"

namespace tb::client {

// Field is one range of octets of a message, [start, end), with what it says. `name` is the word of
// RFC 8471 3; `depth` counts the structures around it.
struct Field {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  unsigned depth = 0;
  std::string name;
  std::string meaning;
};

// dissect names the fields of a TokenBindingMessage in order. It takes any octets: it goes as far
// as lengths make sense and calls what is left over "rest". Whether the message is well-formed is
// for core::decode_message to say.
std::vector<Field> dissect(core::Bytes octets);

}  // namespace tb::client
