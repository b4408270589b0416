// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <util_filter.h>

#include "httpd/module.h"

// What httpd calls: module.cpp registers each function with its place in the timeline of a server,
// a connection, a request and a response, and says why it stands there.

struct ssl_ctx_st;
struct ssl_st;

namespace tb::httpd {

// The server.
int register_mutex(apr_pool_t* pool, apr_pool_t* log_pool, apr_pool_t* temp_pool);
int prepare_module(apr_pool_t* pool, apr_pool_t* log_pool, apr_pool_t* temp_pool,
                   server_rec* main_server);
int warn_without_tls(apr_pool_t* pool, apr_pool_t* log_pool, apr_pool_t* temp_pool,
                     server_rec* main_server);
int warn_of_tunnels(apr_pool_t* pool, apr_pool_t* log_pool, apr_pool_t* temp_pool,
                    server_rec* main_server);
int check_env_names(apr_pool_t* pool, apr_pool_t* log_pool, apr_pool_t* temp_pool,
                    server_rec* main_server);
int check_cookie_keys(apr_pool_t* pool, apr_pool_t* log_pool, apr_pool_t* temp_pool,
                      server_rec* main_server);
void prepare_child(apr_pool_t* pool, server_rec* main_server);
void register_authorization(apr_pool_t* pool);
void register_api();
int show_counters(request_rec* r, int flags);

// A connection.
int install_extension(server_rec* server, apr_pool_t* pool, int is_proxy, ssl_ctx_st* context);
int watch_handshake(conn_rec* c, ssl_st* ssl, int is_proxy);

// A connection to a backend.
int install_proxy_extension(server_rec* server, apr_pool_t* pool, int is_proxy,
                            ssl_ctx_st* context);
int watch_outgoing(conn_rec* c, ssl_st* ssl, int is_proxy);
int arm_outgoing(conn_rec* c, ap_conf_vector_t* directory, int is_tls);

// A request.
void insert_trailers_filter(request_rec* r, conn_rec* c);
int judge_request(request_rec* r);
int remove_url_sessions(request_rec* r);
int remove_late_url_sessions(request_rec* r);
int expose_for_directory(request_rec* r);
int open_request_cookies(request_rec* r);
int answer_crossing(request_rec* r);
int remember_authorization(request_rec* r);
int remember_dpop(request_rec* r);
int prove_dpop(request_rec* r);
int learn_certificate(request_rec* r);
int check_bearer(request_rec* r);
int forget_question(request_rec* r);
int serve_metrics(request_rec* r);
int scrub_before_logging(request_rec* r);

// A response.
void insert_cache_filter(request_rec* r);
void insert_response_filter(request_rec* r);

// Filters.
inline constexpr const char* kOutgoingFilter = "TOKEN_BINDING_OUTGOING";
inline constexpr const char* kTrailersFilter = "TOKEN_BINDING_TRAILERS";
inline constexpr const char* kCacheFilter = "TOKEN_BINDING_CACHE";
inline constexpr const char* kSubrequestCacheFilter = "TOKEN_BINDING_SUBREQUEST_CACHE";
inline constexpr const char* kResponseFilter = "TOKEN_BINDING_RESPONSE";
apr_status_t scrub_trailers(ap_filter_t* filter, apr_bucket_brigade* brigade, ap_input_mode_t mode,
                            apr_read_type_e block, apr_off_t octets);
apr_status_t keep_from_cache(ap_filter_t* filter, apr_bucket_brigade* brigade);
apr_status_t write_proof(ap_filter_t* filter, apr_bucket_brigade* brigade);
apr_status_t finish_response(ap_filter_t* filter, apr_bucket_brigade* brigade);

}  // namespace tb::httpd
