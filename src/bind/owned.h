// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cjose/cjose.h>
#include <jansson.h>

#include <memory>

namespace tb::bind {

// DeleterOf names, once a type, what frees it: ossl/owned.h for the two JSON libraries.
template <typename T>
struct DeleterOf;
template <>
struct DeleterOf<json_t> {  // cjose_header_t is the same type
  void operator()(json_t* value) const { json_decref(value); }
};
template <>
struct DeleterOf<cjose_jwk_t> {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
template <>
struct DeleterOf<cjose_jwe_t> {
  void operator()(cjose_jwe_t* jwe) const { cjose_jwe_release(jwe); }
};

// Owned is an object of cjose or Jansson that is freed with its owner.
template <typename T>
using Owned = std::unique_ptr<T, DeleterOf<T>>;

// Allocated is memory that cjose handed out: a process may have given it an allocator of its own.
struct Deallocate {
  void operator()(void* memory) const { cjose_get_dealloc()(memory); }
};
template <typename T>
using Allocated = std::unique_ptr<T, Deallocate>;

}  // namespace tb::bind
