// SPDX-License-Identifier: Apache-2.0
#include "client/curl_options.h"

namespace tb::client {
namespace {

void allow_http_only(CurlOptions& options) {
#if LIBCURL_VERSION_NUM >= 0x075500  // 7.85.0 has these and deprecates the others
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  constexpr long kHttp = CURLPROTO_HTTP | CURLPROTO_HTTPS;
  options.set(CURLOPT_PROTOCOLS, kHttp);
  options.set(CURLOPT_REDIR_PROTOCOLS, kHttp);
#endif
}

}  // namespace

CurlOptions::~CurlOptions() {
  for (curl_slist* list : lists_) curl_slist_free_all(list);
}

void CurlOptions::set_text(CURLoption option, const std::string& text) {
  if (!text.empty()) set(option, text.c_str());
}

void CurlOptions::set_list(CURLoption option, const std::vector<std::string>& items) {
  curl_slist* list = nullptr;
  for (const std::string& item : items) {
    curl_slist* longer = curl_slist_append(list, item.c_str());
    if (longer == nullptr) code_ = CURLE_OUT_OF_MEMORY;
    if (longer != nullptr) list = longer;
  }
  if (list == nullptr) return;
  lists_.push_back(list);
  set(option, list);
}

void CurlOptions::apply(const Settings& settings) {
  set(CURLOPT_NOSIGNAL, 1L);
  allow_http_only(*this);
  set_text(CURLOPT_CAINFO, settings.cacert);
  set_text(CURLOPT_CAPATH, settings.capath);
  set(CURLOPT_SSL_VERIFYPEER, settings.insecure ? 0L : 1L);
  set(CURLOPT_SSL_VERIFYHOST, settings.insecure ? 0L : 2L);
  set_text(CURLOPT_SSLCERT, settings.cert);
  set_text(CURLOPT_SSLKEY, settings.cert_key);
  set_list(CURLOPT_RESOLVE, settings.resolve);
  set_list(CURLOPT_CONNECT_TO, settings.connect_to);
  set_text(CURLOPT_PROXY, settings.proxy);
  set_text(CURLOPT_NOPROXY, settings.noproxy);
  set(CURLOPT_CONNECTTIMEOUT_MS, settings.connect_timeout_ms);
  set(CURLOPT_TIMEOUT_MS, settings.max_time_ms);
  set(CURLOPT_HTTP_VERSION, settings.http_version);
  set(CURLOPT_SSLVERSION, settings.tls_min | settings.tls_max);
  set_text(CURLOPT_SSL_CIPHER_LIST, settings.ciphers);
  set_text(CURLOPT_SSL_EC_CURVES, settings.curves);
  set_text(CURLOPT_USERAGENT, settings.user_agent);
  set_text(CURLOPT_COOKIEJAR, settings.cookie_jar);
}

void CurlOptions::apply(const Request& request) {
  set(CURLOPT_URL, request.url.c_str());
  if (request.body) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
    set(CURLOPT_POSTFIELDS, request.body->data());
  }
  if (request.head) set(CURLOPT_NOBODY, 1L);
  set_text(CURLOPT_CUSTOMREQUEST, request.method);
  set(CURLOPT_FOLLOWLOCATION, request.follow ? 1L : 0L);
  set(CURLOPT_MAXREDIRS, request.max_redirects);
  set(CURLOPT_FAILONERROR, request.fail ? 1L : 0L);
  set_text(CURLOPT_COOKIE, request.cookies);
  set(CURLOPT_FRESH_CONNECT, request.fresh_connection ? 1L : 0L);
  set(CURLOPT_VERBOSE, request.verbose ? 1L : 0L);
}

}  // namespace tb::client
