// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <apr_pools.h>
#include <apr_strings.h>

#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tb::httpd {

// make_in builds a T that lives exactly as long as `pool`: the one place where C++ objects and APR
// pools meet. What needs a destructor gets it when the pool is cleared.
template <typename T, typename... Arguments>
T* make_in(apr_pool_t* pool, Arguments&&... arguments) {
  static_assert(alignof(T) <= 8, "what APR aligns to");
  T* object = new (apr_palloc(pool, sizeof(T))) T(std::forward<Arguments>(arguments)...);
  if constexpr (!std::is_trivially_destructible_v<T>) {
    apr_pool_cleanup_register(
        pool, object,
        [](void* data) -> apr_status_t {
          static_cast<T*>(data)->~T();
          return APR_SUCCESS;
        },
        apr_pool_cleanup_null);
  }
  return object;
}

// copy_in gives a text that ends with a NUL and lives as long as `pool`.
inline char* copy_in(apr_pool_t* pool, std::string_view text) {
  return apr_pstrmemdup(pool, text.data(), text.size());
}

}  // namespace tb::httpd
