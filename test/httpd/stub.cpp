// SPDX-License-Identifier: Apache-2.0
#include "stub.h"

#include <ap_provider.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <http_main.h>
#include <http_protocol.h>
#include <http_request.h>
#include <strings.h>
#include <util_filter.h>
#include <util_mutex.h>

#include <cctype>
#include <cstdarg>

#include "httpd/pool.h"

namespace tb::testing {
namespace {

std::string& log_text() {
  static std::string text;
  return text;
}

void log_line(const char* format, va_list arguments) {
  char line[1024];
  apr_vsnprintf(line, sizeof(line), format, arguments);
  log_text() += std::string(line) + "\n";
}

}  // namespace

std::string logged() {
  return std::exchange(log_text(), {});
}

House::House() {
  apr_pool_create(&pool, nullptr);
  server_config_ = static_cast<httpd::ServerConfig*>(httpd::create_server_config(pool, &server));
  server.module_config = static_cast<ap_conf_vector_t*>(apr_pcalloc(pool, sizeof(void*)));
  server.server_hostname = apr_pstrdup(pool, "a.test");
  ap_set_module_config(server.module_config, &token_binding_module, server_config_);
  resolve();
}

House::~House() {
  apr_pool_destroy(pool);
}

void House::resolve() {
  httpd::resolve(*server_config_, &state);
}

request_rec* House::make() {
  apr_pool_t* own = nullptr;
  apr_pool_create(&own, pool);
  auto* r = static_cast<request_rec*>(apr_pcalloc(own, sizeof(request_rec)));
  r->pool = own;
  r->server = &server;
  r->connection = static_cast<conn_rec*>(apr_pcalloc(own, sizeof(conn_rec)));
  r->request_config = static_cast<ap_conf_vector_t*>(apr_pcalloc(own, sizeof(void*)));
  r->per_dir_config = static_cast<ap_conf_vector_t*>(apr_pcalloc(own, sizeof(void*)));
  enter(r, defaults_);
  return r;
}

void House::enter(request_rec* r, const httpd::DirectoryConfig& directory) {
  ap_set_module_config(r->per_dir_config, &token_binding_module,
                       httpd::make_in<httpd::DirectoryConfig>(pool, directory));
}

request_rec* House::arrive(policy::Judgement judgement) {
  request_rec* r = make();
  r->headers_in = apr_table_make(r->pool, 8);
  r->subprocess_env = apr_table_make(r->pool, 8);
  const auto* lasting = httpd::make_in<policy::Judgement>(r->pool, std::move(judgement));
  auto* arrival = httpd::make_in<httpd::Arrival>(r->pool, httpd::Arrival{r->pool, lasting});
  ap_set_module_config(r->request_config, &token_binding_module,
                       httpd::make_in<httpd::Slot>(r->pool, httpd::Slot{arrival, {}, {}}));
  return r;
}

request_rec* House::subrequest(request_rec* of) {
  request_rec* r = make();
  r->main = of;
  r->headers_in = of->headers_in;
  r->subprocess_env = apr_table_copy(r->pool, of->subprocess_env);
  return r;
}

request_rec* House::redirect(request_rec* from) {
  request_rec* r = make();
  r->prev = from;
  r->main = from->main;
  r->headers_in = from->headers_in;
  r->subprocess_env = apr_table_make(r->pool, 8);
  const auto rename = [](void* to, const char* key, const char* value) {
    auto* renamed = static_cast<request_rec*>(to);
    apr_table_addn(renamed->subprocess_env, apr_pstrcat(renamed->pool, "REDIRECT_", key, nullptr),
                   value);
    return 1;
  };
  apr_table_do(rename, r, from->subprocess_env, nullptr);
  return r;
}

std::string header(const request_rec* r, const char* name) {
  const char* value = apr_table_get(r->headers_in, name);
  return value != nullptr ? value : "(none)";
}

std::string variable(const request_rec* r, const char* name) {
  const char* value = apr_table_get(r->subprocess_env, name);
  return value != nullptr ? value : "(none)";
}

}  // namespace tb::testing

// What libtbhttpd calls of httpd. A test that needs more of one of them gives it more.
extern "C" {

module_struct token_binding_module = {};
server_rec* ap_server_conf = nullptr;

void ap_log_error_(const char*, int, int, int, apr_status_t, const server_rec*, const char* format,
                   ...) {
  va_list arguments;
  va_start(arguments, format);
  tb::testing::log_line(format, arguments);
  va_end(arguments);
}

void ap_log_rerror_(const char*, int, int, int, apr_status_t, const request_rec*,
                    const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  tb::testing::log_line(format, arguments);
  va_end(arguments);
}

void ap_log_cerror_(const char*, int, int, int, apr_status_t, const conn_rec*, const char* format,
                    ...) {
  va_list arguments;
  va_start(arguments, format);
  tb::testing::log_line(format, arguments);
  va_end(arguments);
}

int ap_cstr_casecmp(const char* left, const char* right) {
  return strcasecmp(left, right);
}

void ap_str_toupper(char* text) {
  for (; *text != '\0'; ++text) {
    *text = static_cast<char>(std::toupper(static_cast<unsigned char>(*text)));
  }
}

char* ap_getword_conf(apr_pool_t* pool, const char** line) {
  while (apr_isspace(**line)) ++*line;
  const char* begin = *line;
  while (**line != '\0' && !apr_isspace(**line)) ++*line;
  char* word = apr_pstrmemdup(pool, begin, static_cast<apr_size_t>(*line - begin));
  while (apr_isspace(**line)) ++*line;
  return word;
}

char* ap_server_root_relative(apr_pool_t* pool, const char* name) {
  return apr_pstrdup(pool, name);
}

const char* ap_check_cmd_context(cmd_parms*, unsigned) {
  return nullptr;
}

void* ap_lookup_provider(const char*, const char*, const char*) {
  return nullptr;
}

char* ap_runtime_dir_relative(apr_pool_t* pool, const char* name) {
  return apr_pstrdup(pool, name);
}

apr_status_t ap_global_mutex_create(apr_global_mutex_t**, const char**, const char*, const char*,
                                    server_rec*, apr_pool_t*, apr_int32_t) {
  return APR_ENOTIMPL;
}

apr_status_t ap_mutex_register(apr_pool_t*, const char*, const char*, apr_lockmech_e, apr_int32_t) {
  return APR_SUCCESS;
}

const char* ap_run_http_scheme(const request_rec*) {
  return "https";
}

void ap_set_content_type(request_rec* r, const char* type) {
  r->content_type = type;
}

int ap_state_query(int) {
  return 0;
}

void* ap_retained_data_get(const char*) {
  return nullptr;
}

void* ap_retained_data_create(const char*, apr_size_t) {
  return nullptr;
}

module* ap_find_linked_module(const char*) {
  return nullptr;
}

ap_filter_t* ap_add_input_filter_handle(ap_filter_rec_t*, void*, request_rec*, conn_rec*) {
  return nullptr;
}

ap_filter_t* ap_add_output_filter_handle(ap_filter_rec_t*, void*, request_rec*, conn_rec*) {
  return nullptr;
}

ap_filter_rec_t* ap_get_input_filter_handle(const char*) {
  return nullptr;
}

ap_filter_rec_t* ap_get_output_filter_handle(const char*) {
  return nullptr;
}

apr_status_t ap_get_brigade(ap_filter_t*, apr_bucket_brigade*, ap_input_mode_t, apr_read_type_e,
                            apr_off_t) {
  return APR_EOF;
}

apr_status_t ap_pass_brigade(ap_filter_t*, apr_bucket_brigade*) {
  return APR_SUCCESS;
}

void ap_remove_output_filter(ap_filter_t*) {}

apr_status_t ap_register_auth_provider(apr_pool_t*, const char*, const char*, const char*,
                                       const void*, int) {
  return APR_SUCCESS;
}

int ap_rprintf(request_rec*, const char*, ...) {
  return 0;
}

int ap_rwrite(const void*, int length, request_rec*) {
  return length;
}

}  // extern "C"
