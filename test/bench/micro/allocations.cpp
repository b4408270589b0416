// SPDX-License-Identifier: Apache-2.0
#include <cjose/cjose.h>
#include <jansson.h>
#include <openssl/crypto.h>

#include <cstdlib>
#include <new>

#include "micro/bench.h"

namespace {

std::size_t g_allocations = 0;  // of one thread: rows do not start others

void* allocate(std::size_t size) {
  ++g_allocations;
  return std::malloc(size);
}

void* allocate_for_openssl(std::size_t size, const char*, int) {
  return allocate(size);
}

void* reallocate(void* memory, std::size_t size) {
  ++g_allocations;
  return std::realloc(memory, size);
}

void* reallocate_for_openssl(void* memory, std::size_t size, const char*, int) {
  return reallocate(memory, size);
}

void free_for_openssl(void* memory, const char*, int) {
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace tb::bench {

void count_allocations() {
  if (CRYPTO_set_mem_functions(allocate_for_openssl, reallocate_for_openssl, free_for_openssl) !=
      1) {
    std::abort();
  }
  json_set_alloc_funcs(allocate, std::free);
  cjose_set_alloc_funcs(allocate, reallocate, std::free);
}

std::size_t allocations() {
  return g_allocations;
}

}  // namespace tb::bench
