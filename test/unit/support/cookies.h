// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "bind/cookie_keys.h"
#include "support/check.h"

namespace tb::testing {

// Hashes of two IDs: the `tbh` of published vectors.
inline constexpr std::string_view kHash = "suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ";
inline constexpr std::string_view kOtherHash = "dMGhw4oodOWSNZp3bG6AUU51iwMWDvTXl_4zOyjOgz8";

inline bind::CookieKeys keys_from(const std::string& text) {
  auto keys = bind::CookieKeys::parse(text);
  ck_assert(keys.ok());
  return std::move(keys).value();
}

inline std::string fresh_key_set() {
  auto text = bind::new_cookie_keys("");
  ck_assert(text.ok());
  return std::move(text).value();
}

inline bind::CookieKeys fresh_keys() {
  return keys_from(fresh_key_set());
}

}  // namespace tb::testing
