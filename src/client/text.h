// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "core/text.h"

namespace tb::client {

// trimmed takes white space off both ends.
inline std::string_view trimmed(std::string_view text) {
  return core::trimmed(text, " \t\r\n");
}

// lower_case changes ASCII letters alone.
inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), core::lower);
  return lower;
}

}  // namespace tb::client
