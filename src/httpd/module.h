// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <httpd.h>

#include <http_config.h>
#include <http_log.h>

extern "C" {
extern module AP_MODULE_DECLARE_DATA token_binding_module;
}
APLOG_USE_MODULE(token_binding);
