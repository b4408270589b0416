// SPDX-License-Identifier: Apache-2.0
#include "httpd/set_cookies.h"

#include <vector>

#include "bind/set_cookie.h"
#include "httpd/cache.h"
#include "httpd/config.h"
#include "httpd/cookie_rules.h"
#include "httpd/cookies.h"
#include "httpd/entries.h"
#include "httpd/pool.h"

namespace tb::httpd {
namespace {

using Fate = bind::OutgoingCookie::Fate;
using Fields = std::vector<const char*>;

constexpr const char* kSetCookie = "Set-Cookie";
constexpr const char* kSetCookie2 = "Set-Cookie2";  // obsolete since RFC 6265

void warn_if_long(const request_rec* r, const bind::OutgoingCookie& cookie) {
  if (cookie.field.size() <= bind::kMaxCookie) return;
  ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                "cookie: %.*s has %" APR_SIZE_T_FMT
                " bytes now that it is sealed, and its attributes leave no room to split it: "
                "browsers may drop a cookie above 4096",
                static_cast<int>(cookie.pattern.size()), cookie.pattern.data(),
                cookie.field.size());
}

constexpr const char* kAdvice =
    "; let the application keep less in it or split it (ChunkSize of ASP.NET, "
    "OIDCSessionCookieChunkSize), or raise LimitRequestFieldSize";

// A client without a key is ordinary; what cannot be sealed is the operator's to change.
void log_withheld(const request_rec* r, const bind::OutgoingCookie& cookie) {
  const bool unbound = cookie.cause == core::Cause::kCookieUnbound;
  ap_log_rerror(APLOG_MARK, unbound ? APLOG_INFO : APLOG_ERR, 0, r,
                "cookie: %.*s of the response was not sent: %s%s (%s)",
                static_cast<int>(cookie.pattern.size()), cookie.pattern.data(),
                unbound ? "the client proves no key to seal it to, and "
                          "TokenBindingCookieUnbound is refuse"
                        : core::explain(cookie.cause).words.data(),
                cookie.cause == core::Cause::kCookieTooLong ? kAdvice : "",
                core::explain(cookie.cause).token.data());
}

// is_anothers: what mod_cache has stored, before this module watched over it, is another client's.
bool is_anothers(const request_rec* r, std::string_view field, const bind::CookieRules& rules) {
  const auto cookie = comes_from_cache(r) ? bind::read_set_cookie(field) : std::nullopt;
  const std::string_view pattern = cookie ? rules.names.find(cookie->name) : std::string_view{};
  if (pattern.empty()) return false;
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                "cookie: %.*s of a cached response was not sent: it was set for another request",
                static_cast<int>(pattern.size()), pattern.data());
  return true;
}

// add_stale deletes the pieces of a longer value that the cookie had.
void add_stale(const request_rec* r, std::string_view field, std::size_t count,
               const bind::CookieRules& rules, Fields& fields) {
  const auto cookie = bind::read_set_cookie(field);
  if (!cookie || rules.names.find(cookie->name).empty()) return;
  for (const std::string& piece : bind::stale_pieces(field, count, pieces_sent(r))) {
    fields.push_back(copy_in(r->pool, piece));
  }
}

// add_sealed adds what is to be sent for one field.
void add_sealed(const request_rec* r, std::string_view field, const bind::CookieRules& rules,
                Fields& fields) {
  if (is_anothers(r, field, rules)) return;
  const bind::OutgoingCookie cookie = bind::seal_cookie(field, rules);
  switch (cookie.fate) {
    case Fate::untouched:
      fields.push_back(copy_in(r->pool, field));
      return add_stale(r, field, 1, rules, fields);
    case Fate::sealed:
      counters_of(r).count(Event::cookies_sealed);
      warn_if_long(r, cookie);
      fields.push_back(copy_in(r->pool, cookie.field));
      for (const std::string& piece : cookie.more) fields.push_back(copy_in(r->pool, piece));
      return add_stale(r, field, 1 + cookie.more.size(), rules, fields);
    case Fate::withheld:
      break;
  }
  counters_of(r).count_refused_cookie(cookie.cause);
  log_withheld(r, cookie);
}

void withhold(const request_rec* r, apr_table_t* headers, const char* name) {
  if (apr_table_get(headers, name) == nullptr) return;
  apr_table_unset(headers, name);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                "cookie: %s of the response was removed: where cookies are bound they go out in "
                "Set-Cookie header fields alone",
                name);
}

void seal_table(const request_rec* r, apr_table_t* headers, const bind::CookieRules& rules) {
  withhold(r, headers, kSetCookie2);
  if (apr_table_get(headers, kSetCookie) == nullptr) return;
  Fields sealed;
  for (const apr_table_entry_t& entry : entries_of(headers)) {
    if (entry.key == nullptr || ap_cstr_casecmp(entry.key, kSetCookie) != 0) continue;
    for (const std::string_view one : bind::unfolded(entry.val, rules.names)) {
      add_sealed(r, one, rules, sealed);
    }
  }
  apr_table_unset(headers, kSetCookie);
  for (const char* field : sealed) apr_table_addn(headers, kSetCookie, field);
}

}  // namespace

void seal_response_cookies(request_rec* r) {
  // mod_cache's quick handler answers before httpd merges any section.
  const bool merged = r->per_dir_config != r->server->lookup_defaults || !comes_from_cache(r);
  const auto rules = merged ? response_cookie_rules(r) : location_cookie_rules(r);
  if (!rules) return;
  seal_table(r, r->headers_out, *rules);
  if (r->err_headers_out != r->headers_out) seal_table(r, r->err_headers_out, *rules);
}

void remove_trailer_cookies(const request_rec* r) {
  if (apr_is_empty_table(r->trailers_out) || !response_cookie_rules(r)) return;
  withhold(r, r->trailers_out, kSetCookie);
  withhold(r, r->trailers_out, kSetCookie2);
}

}  // namespace tb::httpd
