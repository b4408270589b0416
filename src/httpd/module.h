// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <httpd.h>

#include <http_config.h>
#include <http_log.h>

// The one symbol that the shared object exports; everything else is compiled hidden.
extern "C" {
extern module __attribute__((visibility("default"))) token_binding_module;
}
APLOG_USE_MODULE(token_binding);
