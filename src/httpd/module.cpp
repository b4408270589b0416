// SPDX-License-Identifier: Apache-2.0
#define AP_HAVE_DESIGNATED_INITIALIZER 1
#include "httpd/module.h"

#include "httpd/api.h"
#include "httpd/authz.h"
#include "httpd/bearer.h"
#include "httpd/certificate.h"
#include "httpd/config.h"
#include "httpd/connection.h"
#include "httpd/cookie_keys.h"
#include "httpd/cookies.h"
#include "httpd/directives.h"
#include "httpd/expose.h"
#include "httpd/process.h"
#include "httpd/request.h"
#include "httpd/response.h"
#include "httpd/status.h"
#include "httpd/trailers.h"

namespace {

using namespace tb::httpd;

// In the order in which a server meets them: start, connection, request, response.
void register_hooks(apr_pool_t* pool) {
  // Before mod_ssl's, in which init_server asks for the settings that this one resolves.
  ap_hook_post_config(prepare_process, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
  ap_hook_check_config(check_env_names, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_check_config(check_cookie_keys, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_child_init(prepare_child, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
  register_connection_hooks(pool);
  register_request_hooks(pool);
  register_expose_hooks(pool);
  register_trailer_hooks(pool);
  register_certificate_hooks(pool);
  register_authz(pool);
  register_cookie_hooks(pool);
  register_bearer_hooks(pool);
  register_response_hooks(pool);
  register_status(pool);
  register_api(pool);
}

}  // namespace

extern "C" {
module_struct token_binding_module = {
    // STANDARD20_MODULE_STUFF, but for the name that operators write in <IfModule>.
    MODULE_MAGIC_NUMBER_MAJOR,
    MODULE_MAGIC_NUMBER_MINOR,
    -1,
    "mod_token_binding.c",
    nullptr,
    nullptr,
    MODULE_MAGIC_COOKIE,
    nullptr,
    tb::httpd::create_directory_config,
    tb::httpd::merge_directory_config,
    tb::httpd::create_server_config,
    tb::httpd::merge_server_config,
    tb::httpd::directives(),
    register_hooks,
    AP_MODULE_FLAG_NONE,
};
}
