// SPDX-License-Identifier: Apache-2.0
#include "httpd/session_url.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "bind/session_url.h"
#include "httpd/config.h"
#include "httpd/cookie_rules.h"
#include "httpd/hooks.h"
#include "httpd/pool.h"

namespace tb::httpd {
namespace {

using Clean = bind::CleanedText (*)(std::string_view, const bind::CookieNames&);

// Cleaner cleans the texts of one request_rec, and remembers the pattern of what it removed.
class Cleaner {
 public:
  Cleaner(apr_pool_t* pool, const bind::CookieNames& names) : pool_(pool), names_(names) {}

  // clean replaces `text` when there was something in it.
  void clean(char*& text, Clean function) {
    if (text == nullptr) return;
    const bind::CleanedText cleaned = function(text, names_);
    if (cleaned.pattern.empty()) return;
    pattern_ = cleaned.pattern;
    text = copy_in(pool_, cleaned.text);
  }
  void clean_request_line(request_rec* r) {
    const std::string_view line = r->the_request != nullptr ? r->the_request : "";
    const std::size_t begin = std::min(line.find(' '), line.size());
    const std::size_t end = std::max(begin, std::min(line.rfind(' '), line.size()));
    const bind::CleanedText cleaned =
        bind::without_url_sessions(line.substr(begin, end - begin), names_);
    if (cleaned.pattern.empty()) return;
    pattern_ = cleaned.pattern;
    r->the_request = copy_in(
        pool_, std::string(line.substr(0, begin)) + cleaned.text + std::string(line.substr(end)));
  }
  [[nodiscard]] std::string_view pattern() const { return pattern_; }

 private:
  apr_pool_t* pool_;
  const bind::CookieNames& names_;
  std::string_view pattern_;
};

// What no session ID can do without: most requests have none of it.
bool may_have_parameters(const request_rec* r) {
  return r->args != nullptr ||
         (r->unparsed_uri != nullptr && std::strpbrk(r->unparsed_uri, ";?%")) ||
         (r->uri != nullptr && std::strpbrk(r->uri, ";%") != nullptr);
}

void log_removed(const request_rec* r, std::string_view pattern) {
  const core::CauseText& text = core::explain(core::Cause::kCookieUnsealed);
  counters_of(r).count_refused_cookie(core::Cause::kCookieUnsealed);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "cookie: %.*s was removed from the URL: %s (%s)",
                static_cast<int>(pattern.size()), pattern.data(), text.words.data(),
                text.token.data());
}

void clean_request(request_rec* r, const bind::CookieNames& names) {
  Cleaner cleaner(r->pool, names);
  cleaner.clean(r->args, bind::without_query_sessions);
  if (r->args != nullptr && *r->args == '\0') r->args = nullptr;
  cleaner.clean(r->uri, bind::without_path_sessions);
  cleaner.clean(r->path_info, bind::without_path_sessions);
  cleaner.clean(r->unparsed_uri, bind::without_url_sessions);
  if (r->proxyreq != PROXYREQ_NONE) cleaner.clean(r->filename, bind::without_url_sessions);
  cleaner.clean_request_line(r);
  if (cleaner.pattern().empty()) return;
  r->parsed_uri.path = r->uri;
  r->parsed_uri.query = r->args;
  log_removed(r, cleaner.pattern());
}

void clean_by(request_rec* r, const std::optional<bind::CookieRules>& rules) {
  if (rules && rules->unbound == bind::Unbound::refuse) clean_request(r, rules->names);
}

}  // namespace

int remove_url_sessions(request_rec* r) {
  if (!config_of(r->server).binds_cookies.value || !may_have_parameters(r)) return DECLINED;
  if (r->uri != nullptr) clean_by(r, location_cookie_rules(r));
  return DECLINED;
}

int remove_late_url_sessions(request_rec* r) {
  if (config_of(r->server).binds_cookies.value && may_have_parameters(r)) {
    clean_by(r, request_cookie_rules(r));
  }
  return DECLINED;
}

void remove_response_sessions(const request_rec* r) {
  const auto rules = response_cookie_rules(r);
  if (!rules || (rules->unbound == bind::Unbound::allow && !rules->id_hash)) return;
  for (apr_table_t* headers : {r->headers_out, r->err_headers_out}) {
    for (const char* name : {"Location", "Content-Location", "Refresh"}) {
      const char* value = apr_table_get(headers, name);
      if (value == nullptr) continue;
      const std::size_t end = std::strcspn(value, "?#");
      const auto cleaned = bind::without_path_sessions({value, end}, rules->names);
      if (cleaned.pattern.empty()) continue;
      apr_table_set(headers, name, (cleaned.text + (value + end)).c_str());
    }
  }
}

}  // namespace tb::httpd
