// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace tb::bind {

// JsonMember is a member of a JSON object.
struct JsonMember {
  std::string name;        // without escapes, in UTF-8; a lone surrogate in its three octets
  std::string_view value;  // as it stands in the text, without blanks around it
};

// json_members reads a text that is one JSON object and returns its members in their order,
// duplicates included; the values are views into `text`. It accepts exactly RFC 8259: numbers of
// any size, any escape and any depth, for it does not recurse. The work is linear in the text. The
// error is kJson with the offset at which the text ceases to be JSON.
core::Result<std::vector<JsonMember>> json_members(std::string_view text);

// json_string returns what the JSON string `value` of a JsonMember stands for, as in its name;
// nothing when it is of another type.
std::optional<std::string> json_string(std::string_view value);

}  // namespace tb::bind
