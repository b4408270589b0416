// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <jansson.h>

#include <cstdio>
#include <memory>
#include <string_view>

#include "cli/printable.h"

namespace tb::cli {

struct FreeJson {
  void operator()(json_t* value) const { json_decref(value); }
};
using Json = std::unique_ptr<json_t, FreeJson>;

// json_text makes a JSON string of any octets; Jansson itself refuses what is not UTF-8.
inline json_t* json_text(std::string_view text) {
  const std::string shown = printable(text);
  return json_stringn(shown.data(), shown.size());
}

// print_json writes a value to stdout.
inline void print_json(const Json& value) {
  json_dumpf(value.get(), stdout, JSON_INDENT(2));
  std::putchar('\n');
}

}  // namespace tb::cli
