// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <string>

namespace tb::testing {

// vectors_path finds a file of test/vectors: automake tells in `srcdir` where the sources are.
inline std::string vectors_path(const std::string& name) {
  const char* sources = std::getenv("srcdir");
  return std::string(sources != nullptr ? sources : ".") + "/test/vectors/" + name;
}

}  // namespace tb::testing
