// SPDX-License-Identifier: Apache-2.0
#define AP_HAVE_DESIGNATED_INITIALIZER 1
#include "httpd/module.h"

#include <apr_optional_hooks.h>
#include <http_connection.h>
#include <http_protocol.h>
#include <http_request.h>
#if __has_include(<http_ssl.h>)
#include <http_ssl.h>
#endif
#include <mod_status.h>

#include "httpd/config.h"
#include "httpd/directives.h"
#include "httpd/hooks.h"

#ifdef HAVE_MOD_SSL_OPENSSL_H
#include <mod_ssl_openssl.h>
#else
// What mod_ssl_openssl.h declares of the two hooks used here; some distributions do not ship it.
using ssl_HOOK_init_server_t = int(server_rec*, apr_pool_t*, int, ssl_ctx_st*);
using ssl_HOOK_pre_handshake_t = int(conn_rec*, ssl_st*, int);
#endif

namespace {

using namespace tb::httpd;

constexpr int kFirst = APR_HOOK_REALLY_FIRST;
constexpr int kMiddle = APR_HOOK_MIDDLE;
constexpr int kLast = APR_HOOK_LAST;
constexpr const char* kModSsl[] = {"mod_ssl.c", nullptr};
constexpr const char* kModDir[] = {"mod_dir.c", nullptr};
constexpr const char* kModHeaders[] = {"mod_headers.c", nullptr};

// In the order in which a server meets them. Each line says why its function stands where it does.
void register_hooks(apr_pool_t* pool) {
  // The server starts.
  ap_hook_pre_config(register_mutex, nullptr, nullptr, kMiddle);       // `Mutex` may name it
  ap_hook_check_config(check_env_names, nullptr, nullptr, kMiddle);    // also for `httpd -t`
  ap_hook_check_config(check_cookie_keys, nullptr, nullptr, kMiddle);  // likewise
  ap_hook_post_config(prepare_module, nullptr, nullptr, kFirst);  // before mod_ssl's init_server
  ap_hook_post_config(warn_without_tls, nullptr, nullptr, APR_HOOK_REALLY_LAST);  // after it
  ap_hook_post_config(warn_of_tunnels, nullptr, nullptr, kMiddle);
  ap_hook_child_init(prepare_child, nullptr, nullptr, kFirst);  // before anybody counts
  register_authorization(pool);
  register_api();
  APR_OPTIONAL_HOOK(ap, status_hook, show_counters, nullptr, nullptr, kMiddle);

  // A connection begins.
  APR_OPTIONAL_HOOK(ssl, init_server, install_extension, nullptr, nullptr, kMiddle);
  APR_OPTIONAL_HOOK(ssl, pre_handshake, watch_handshake, nullptr, nullptr, kMiddle);

  // A connection to a backend begins, and carries requests. The filter sees them before mod_ssl's,
  // which stand at + 4 and + 5.
  APR_OPTIONAL_HOOK(ssl, init_server, install_proxy_extension, nullptr, nullptr, kMiddle);
  APR_OPTIONAL_HOOK(ssl, pre_handshake, watch_outgoing, nullptr, nullptr, kMiddle);
#if __has_include(<http_ssl.h>)
  ap_hook_ssl_bind_outgoing(arm_outgoing, nullptr, nullptr, kFirst);
#endif
  constexpr auto kBeforeModSsl = static_cast<ap_filter_type>(AP_FTYPE_CONNECTION + 3);
  ap_register_output_filter(kOutgoingFilter, write_proof, nullptr, kBeforeModSsl);

  // A request arrives. mod_ssl, when a directory asks for a certificate, and mod_auth_form read the
  // body early, so the filter for trailers is there from the beginning. Of two filters of one type
  // the later stands nearer to the network: HTTP_IN, which merges trailers, is added afterwards.
  ap_register_input_filter(kTrailersFilter, scrub_trailers, nullptr, AP_FTYPE_PROTOCOL);
  ap_hook_pre_read_request(insert_trailers_filter, nullptr, nullptr, kFirst);
  // Before any module reads a header field that a client must not set.
  ap_hook_post_read_request(judge_request, nullptr, nullptr, kFirst);
  ap_hook_post_read_request(remember_dpop, nullptr, nullptr,
                            kFirst + 1);  // with the target as sent

  // Before any module maps, rewrites or proxies the URL.
#if AP_MODULE_MAGIC_AT_LEAST(20120211, 109)
  ap_hook_pre_translate_name(remove_url_sessions, nullptr, nullptr, kFirst);
#else
  ap_hook_translate_name(remove_url_sessions, nullptr, nullptr, kFirst);
#endif

  // Its directory is known; nobody was authenticated. httpd asks no header parser about
  // subrequests.
  ap_hook_header_parser(expose_for_directory, nullptr, nullptr, kFirst);
  ap_hook_header_parser(remove_late_url_sessions, nullptr, nullptr, kFirst);
  ap_hook_header_parser(open_request_cookies, nullptr, nullptr, kFirst + 1);  // by what was proved
  ap_hook_header_parser(answer_crossing, nullptr, nullptr, kFirst + 2);  // by what was put aside
  ap_hook_header_parser(remember_authorization, nullptr, nullptr, kFirst + 3);
  ap_hook_header_parser(prove_dpop, nullptr, nullptr, kFirst + 4);  // what Require may ask for

  // mod_ssl has asked for the certificate that the directory demands; nobody was authenticated.
  ap_hook_check_access(learn_certificate, kModSsl, nullptr, kLast, AP_AUTH_INTERNAL_PER_CONF);

  // It was let in. `Satisfy Any` cannot overrule a check here.
  ap_hook_fixups(forget_question, nullptr, nullptr, kFirst);
  ap_hook_fixups(check_bearer, nullptr, nullptr, kFirst + 1);
  // For subrequests, and for what mod_dir turned into another file's request meanwhile. What an
  // operator writes with RequestHeader has the last word.
  ap_hook_fixups(expose_for_directory, kModDir, kModHeaders, kLast);
  ap_hook_fixups(open_request_cookies, nullptr, nullptr, APR_HOOK_REALLY_LAST);

  // It is answered.
  ap_hook_handler(serve_metrics, nullptr, nullptr, kMiddle);
  // After mod_headers and before mod_cache's filters, which stand at CONTENT_SET + 1 and, in
  // subrequests, - 1.
  constexpr auto kBeforeSubrequestCache = static_cast<ap_filter_type>(AP_FTYPE_CONTENT_SET - 2);
  ap_register_output_filter(kCacheFilter, keep_from_cache, nullptr, AP_FTYPE_CONTENT_SET);
  ap_register_output_filter(kSubrequestCacheFilter, keep_from_cache, nullptr,
                            kBeforeSubrequestCache);
  ap_hook_insert_filter(insert_cache_filter, kModHeaders, nullptr, kLast);
  ap_hook_insert_error_filter(insert_cache_filter, kModHeaders, nullptr, kLast);
  // Just before httpd writes the header, after everything that may still change it.
  constexpr auto kLastBeforeProtocol = static_cast<ap_filter_type>(AP_FTYPE_PROTOCOL - 1);
  ap_register_output_filter(kResponseFilter, finish_response, nullptr, kLastBeforeProtocol);
  ap_hook_insert_filter(insert_response_filter, nullptr, nullptr, kLast);
  ap_hook_insert_error_filter(insert_response_filter, nullptr, nullptr, kLast);

  // It is logged; whoever logs trailers (%{...}^ti) must not take a forgery for a result of ours.
  ap_hook_log_transaction(scrub_before_logging, nullptr, nullptr, kFirst);
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
