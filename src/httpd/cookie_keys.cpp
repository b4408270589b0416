// SPDX-License-Identifier: Apache-2.0
#include "httpd/cookie_keys.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <string>

#include "httpd/config.h"
#include "httpd/hooks.h"
#include "httpd/log.h"
#include "httpd/pool.h"

namespace tb::httpd {
namespace {

constexpr apr_int32_t kOpenToOthers =
    APR_FPROT_WREAD | APR_FPROT_WWRITE | APR_FPROT_WEXECUTE | APR_FPROT_GWRITE;

const char* fault_of(apr_pool_t* pool, apr_status_t status) {
  if (APR_STATUS_IS_ENOENT(status)) {
    return "there is no such file: make it with 'tokbind keys new-cookie-key'";
  }
  char words[120];
  return apr_psprintf(pool,
                      "the file cannot be read (%s): let the user that starts the server read it",
                      apr_strerror(status, words, sizeof words));
}

// doubt_of returns what an operator should know of an owner: he can read and change the keys. Not a
// fault, since a container sees the owners of a mounted file under other numbers.
const char* doubt_of(apr_pool_t* pool, apr_uid_t owner) {
  if (owner == 0 || owner == geteuid()) return nullptr;
  return apr_psprintf(pool,
                      "the file belongs to the user with the number %lu, who can read and change "
                      "the keys, and so take over every session: chown it to root",
                      static_cast<unsigned long>(owner));
}

const char* fault_of(const apr_finfo_t& info) {
  if (info.filetype != APR_REG) return "that is not a file: name one that holds a JWK Set";
  if ((info.protection & kOpenToOthers) != 0) {
    return "others may read or change the file, and so take over every session: chmod 600 it";
  }
  if (info.size > static_cast<apr_off_t>(bind::kMaxKeySetSize)) {
    return "the file is too large: a JWK Set of 16 keys fits into 65536 octets";
  }
  return nullptr;
}

const char* fault_of(apr_pool_t* pool, core::Error error) {
  const core::CauseText& text = core::explain(error.cause);
  const bool in_text = error.cause == core::Cause::kJson;
  return apr_psprintf(pool, "it holds %s (%s, %s %u): make one with 'tokbind keys new-cookie-key'",
                      text.words.data(), text.token.data(), in_text ? "offset" : "key",
                      in_text ? error.offset : error.offset + 1);
}

// The open file is checked, not its name, so that it cannot be exchanged in between.
CookieKeyFile read_open_file(apr_pool_t* pool, apr_file_t* file) {
  constexpr apr_int32_t kAsked = APR_FINFO_TYPE | APR_FINFO_PROT | APR_FINFO_SIZE | APR_FINFO_OWNER;
  apr_finfo_t info{};
  apr_status_t status = apr_file_info_get(&info, kAsked, file);
  if (status != APR_SUCCESS) return {.fault = fault_of(pool, status)};
  if (const char* fault = fault_of(info)) return {.fault = fault};
  std::string text(static_cast<std::size_t>(info.size), '\0');
  if (!text.empty()) status = apr_file_read_full(file, text.data(), text.size(), nullptr);
  if (status != APR_SUCCESS) return {.fault = fault_of(pool, status)};
  auto keys = bind::CookieKeys::parse(text);
  OPENSSL_cleanse(text.data(), text.size());
  if (!keys.ok()) return {.fault = fault_of(pool, keys.error())};
  return {.keys = make_in<bind::CookieKeys>(pool, std::move(keys).value()),
          .doubt = doubt_of(pool, info.user)};
}

}  // namespace

CookieKeyFile read_cookie_keys(apr_pool_t* pool, const char* path) {
  apr_file_t* file = nullptr;
  const apr_status_t status =
      apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);
  if (status != APR_SUCCESS) return {.fault = fault_of(pool, status)};
  const CookieKeyFile read = read_open_file(pool, file);
  apr_file_close(file);
  return read;
}

// .htaccess files cannot name cookies, so every place that does is known by now.
int check_cookie_keys(apr_pool_t*, apr_pool_t*, apr_pool_t* temp_pool, server_rec* main_server) {
  for (const server_rec* server = main_server; server != nullptr; server = server->next) {
    const ServerConfig& config = config_of(server);
    if (!config.binds_cookies.value || config.cookie_keys != nullptr) continue;
    ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, server,
                 "TokenBindingCookie: %s has no keys to seal cookies with: make a file with "
                 "'tokbind keys new-cookie-key' and name it in TokenBindingCookieKeys",
                 describe_host(temp_pool, server));
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  return OK;
}

}  // namespace tb::httpd
