// SPDX-License-Identifier: Apache-2.0
#include "httpd/set_cookies.h"

#include <http_protocol.h>

#include <algorithm>
#include <vector>

#include "bind/set_cookie.h"
#include "httpd/cache.h"
#include "httpd/config.h"
#include "httpd/cookie_rules.h"
#include "httpd/cookie_state.h"
#include "httpd/cookies.h"
#include "httpd/device.h"
#include "httpd/entries.h"
#include "httpd/navigation.h"
#include "httpd/pool.h"
#include "httpd/request.h"

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

// is_for_a_stranger: a cookie of this name was put aside, since the browser did not prove its key
// with this request. What the application says to a stranger must not overwrite it, unless the
// person went there from this origin, and may want to log in anew.
bool is_for_a_stranger(const request_rec* r, std::string_view field, const bind::CookieRules& rules,
                       const bind::Succession* succession) {
  if (succession == nullptr || navigation_of(r) == Navigation::from_here) return false;
  const auto cookie = bind::read_set_cookie(field);
  if (!cookie || std::ranges::find(succession->aside, cookie->name) == succession->aside.end()) {
    return false;
  }
  const std::string_view pattern = rules.names.find(cookie->name);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                "cookie: %.*s of the response was not sent: the request's own was put aside for "
                "want of a proof",
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
                bind::Succession* succession, Fields& fields) {
  if (is_anothers(r, field, rules) || is_for_a_stranger(r, field, rules, succession)) return;
  const bind::OutgoingCookie cookie = bind::seal_cookie(field, rules, succession);
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

void seal_table(const request_rec* r, apr_table_t* headers, const bind::CookieRules& rules,
                bind::Succession* succession) {
  withhold(r, headers, kSetCookie2);
  if (apr_table_get(headers, kSetCookie) == nullptr) return;
  Fields sealed;
  for (const apr_table_entry_t& entry : entries_of(headers)) {
    if (entry.key == nullptr || ap_cstr_casecmp(entry.key, kSetCookie) != 0) continue;
    for (const std::string_view one : bind::unfolded(entry.val, rules.names)) {
      add_sealed(r, one, rules, succession, sealed);
    }
  }
  apr_table_unset(headers, kSetCookie);
  for (const char* field : sealed) apr_table_addn(headers, kSetCookie, field);
}

// succession_of returns what the response's cookies inherit; null where none is bound to a device.
bind::Succession* succession_of(const request_rec* r, const bind::CookieRules& rules) {
  Arrival* arrival = arrival_of(r);
  if (arrival == nullptr || arrival->device == nullptr) return nullptr;
  if (!rules.order.has(verify::ProofKind::device)) return nullptr;
  if (arrival->cookies == nullptr) arrival->cookies = make_in<CookieState>(arrival->pool);
  return &arrival->cookies->succession;
}

// Whoever else gets a response that sets a cookie of ours would get a session with it.
void keep_private(request_rec* r) {
  for (apr_table_t* headers : {r->headers_out, r->err_headers_out}) {
    const char* field = apr_table_get(headers, "Cache-Control");
    if (field == nullptr) continue;
    if (ap_find_token(r->pool, field, "no-store") || ap_find_token(r->pool, field, "private")) {
      return;
    }
  }
  apr_table_unset(r->headers_out, "Cache-Control");
  apr_table_unset(r->err_headers_out, "Cache-Control");
  apr_table_setn(r->err_headers_out, "Cache-Control", "private");
}

// add_device_fields binds pending cookies whose key was proved, and asks for a key after a login.
void add_device_fields(request_rec* r, const bind::CookieRules& rules,
                       const bind::Succession& succession) {
  bool added = false;
  for (const bind::OutgoingCookie& cookie : bind::rebound(rules, succession)) {
    counters_of(r).count(Event::cookies_sealed);
    apr_table_addn(r->err_headers_out, kSetCookie, copy_in(r->pool, cookie.field));
    for (const std::string& piece : cookie.more) {
      apr_table_addn(r->err_headers_out, kSetCookie, copy_in(r->pool, piece));
    }
    added = true;
  }
  if (!succession.login.empty()) {
    counters_of(r).count(Event::cookies_pending);
    if (const char* field = registration_field(r, succession.login)) {
      apr_table_setn(r->err_headers_out, "Secure-Session-Registration", field);
      added = true;
    }
  }
  if (added) keep_private(r);
}

}  // namespace

void seal_response_cookies(request_rec* r) {
  // mod_cache's quick handler answers before httpd merges any section.
  const bool merged = r->per_dir_config != r->server->lookup_defaults || !comes_from_cache(r);
  const auto rules = merged ? response_cookie_rules(r) : location_cookie_rules(r);
  if (!rules) return;
  bind::Succession* succession = succession_of(r, *rules);
  seal_table(r, r->headers_out, *rules, succession);
  if (r->err_headers_out != r->headers_out) {
    seal_table(r, r->err_headers_out, *rules, succession);
  }
  if (succession != nullptr) add_device_fields(r, *rules, *succession);
}

void remove_trailer_cookies(const request_rec* r) {
  if (apr_is_empty_table(r->trailers_out) || !response_cookie_rules(r)) return;
  withhold(r, r->trailers_out, kSetCookie);
  withhold(r, r->trailers_out, kSetCookie2);
}

}  // namespace tb::httpd
