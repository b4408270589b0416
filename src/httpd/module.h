// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <httpd.h>

#include <http_config.h>
#include <http_log.h>

// The one symbol that the shared object exports; everything else is compiled hidden. `module`, as
// httpd calls the type, is a word of C++20: clang 19 takes what follows for the name of a module.
extern "C" {
extern module_struct __attribute__((visibility("default"))) token_binding_module;
}
// What APLOG_USE_MODULE would define, for the same reason.
[[maybe_unused]] static int* const aplog_module_index = &token_binding_module.module_index;
