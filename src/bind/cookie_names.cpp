// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_names.h"

#include <algorithm>

#include "bind/cookie_header.h"

namespace tb::bind {

// RFC 6265 4.1.1: a cookie's name is a token (RFC 9110 5.6.2).
bool CookieNames::add(std::string_view pattern) {
  if (pattern.empty() || !std::ranges::all_of(pattern, is_token_character)) return false;
  if (pattern.ends_with('*')) {
    prefixes_.emplace_back(pattern.substr(0, pattern.size() - 1));
  } else {
    names_.emplace_back(pattern);
  }
  return true;
}

void CookieNames::add_all(const CookieNames& others) {
  names_.insert(names_.end(), others.names_.begin(), others.names_.end());
  prefixes_.insert(prefixes_.end(), others.prefixes_.begin(), others.prefixes_.end());
}

bool CookieNames::contain(std::string_view name) const {
  return std::ranges::find(names_, name) != names_.end() ||
         std::ranges::any_of(prefixes_,
                             [&](const std::string& prefix) { return name.starts_with(prefix); });
}

}  // namespace tb::bind
