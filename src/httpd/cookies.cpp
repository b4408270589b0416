// SPDX-License-Identifier: Apache-2.0
#include "httpd/cookies.h"

#include <http_request.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "bind/bound_cookies.h"
#include "httpd/config.h"
#include "httpd/entries.h"
#include "httpd/expose.h"
#include "httpd/pool.h"
#include "httpd/process.h"
#include "httpd/request.h"

namespace tb::httpd {

// CookieStatus is the value of TOKEN_BINDING_COOKIE_STATUS, the worst last: of several cookies the
// worst one counts.
enum class CookieStatus : std::uint8_t { none, opened, unsealed, refused };

// CookieState is what has become of one request's cookies so far. Internal redirects go on from
// there: what was opened must not be judged a second time.
struct CookieState {
  std::vector<bind::OpenedCookie> opened;
  CookieStatus status = CookieStatus::none;
  const request_rec* judged = nullptr;  // never a subrequest, whose address may come again
  const DirectoryConfig* judged_for = nullptr;
};

namespace {

using Fate = bind::OutgoingCookie::Fate;

constexpr const char* kSetCookie = "Set-Cookie";
constexpr const char* kStatusVariable = "TOKEN_BINDING_COOKIE_STATUS";
constexpr std::size_t kBrowserLimit = 4096;  // of one cookie, RFC 6265 6.1
constexpr int kNameInLog = 64;

const char* to_text(CookieStatus status) {
  constexpr const char* kTexts[] = {"none", "opened", "unsealed", "refused"};
  return kTexts[static_cast<std::size_t>(status)];
}

const Counters& counters_of(const request_rec* r) {
  return config_of(r->server).process->counters;
}

std::optional<std::string_view> id_hash_of(const request_rec* r) {
  const Request* request = request_of(r);
  if (request == nullptr || !request->verified) return {};
  return request->verified->provided().hash;
}

// A client's or a backend's fault is worth one line, with the name but never the value.
void log_cookie(const request_rec* r, int level, std::string_view name, core::Cause cause) {
  const core::CauseText& text = core::explain(cause);
  ap_log_rerror(APLOG_MARK, level, 0, r, "cookie: %.*s was removed: %s (%s)",
                std::min(static_cast<int>(name.size()), kNameInLog), name.data(), text.words.data(),
                text.token.data());
}

// --- on the way in

// One field may hold hundreds of cookies, and each line of a log costs more than it.
void log_refused(const request_rec* r, std::span<const bind::RefusedCookie> refused) {
  constexpr std::size_t kLines = 8;
  for (const bind::RefusedCookie& cookie : refused.first(std::min(kLines, refused.size()))) {
    log_cookie(r, APLOG_INFO, cookie.name, cookie.cause);
  }
  if (refused.size() <= kLines) return;
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "cookie: %" APR_SIZE_T_FMT " more were removed",
                refused.size() - kLines);
}

void take_notice(const request_rec* r, const bind::IncomingCookies& seen, CookieState& state) {
  const Counters& counters = counters_of(r);
  for (std::size_t i = 0; i < seen.opened.size(); ++i) counters.count(Event::cookies_opened);
  for (std::size_t i = 0; i < seen.unsealed; ++i) counters.count(Event::cookies_unsealed);
  for (const auto& cookie : seen.refused) counters.count_refused_cookie(cookie.cause);
  log_refused(r, seen.refused);
  if (!seen.opened.empty()) state.status = std::max(state.status, CookieStatus::opened);
  if (seen.unsealed > 0) state.status = std::max(state.status, CookieStatus::unsealed);
  if (!seen.refused.empty()) state.status = CookieStatus::refused;
  state.opened.insert(state.opened.end(), seen.opened.begin(), seen.opened.end());
}

// own_fields gives a subrequest, which shares its table with the request that it is part of, a
// table of its own.
void own_fields(request_rec* r) {
  if (r->main != nullptr) r->headers_in = apr_table_copy(r->pool, r->headers_in);
}

void replace_field(request_rec* r, const std::string& field) {
  own_fields(r);
  forget_variable(r, "HTTP_COOKIE");
  if (field.empty()) {
    apr_table_unset(r->headers_in, "Cookie");
  } else {
    apr_table_setn(r->headers_in, "Cookie", copy_in(r->pool, field));
  }
}

// Obsolete since RFC 6265, but httpd's own ap_cookie_read, and so mod_session_cookie, reads it.
void remove_cookie2(request_rec* r) {
  if (apr_table_get(r->headers_in, "Cookie2") == nullptr) return;
  own_fields(r);
  apr_table_unset(r->headers_in, "Cookie2");
  forget_variable(r, "HTTP_COOKIE2");
}

void open_field(request_rec* r, const bind::CookieRules& rules, CookieState& state) {
  const char* field = apr_table_getm(r->pool, r->headers_in, "Cookie");
  if (field == nullptr) return;
  const bind::IncomingCookies seen = bind::open_cookies(field, rules, state.opened);
  take_notice(r, seen, state);
  if (seen.field) replace_field(r, *seen.field);
}

// The first hook that knows what <Location> says, and before authentication; then once more in
// fixups, for subrequests and for what mod_dir turned into another file's request meanwhile.
int open_request_cookies(request_rec* r) {
  const DirectoryConfig& directory = directory_config_of(r);
  if (directory.cookies == nullptr) return DECLINED;
  const bind::CookieKeys* keys = config_of(r->server).cookie_keys;
  Request* request = request_of(r);
  if (keys == nullptr || request == nullptr) return DECLINED;
  if (request->cookies == nullptr) request->cookies = make_in<CookieState>(request->pool);
  CookieState& state = *request->cookies;
  if (state.judged == r && state.judged_for == &directory) return DECLINED;
  if (r->main == nullptr) {
    state.judged = r;
    state.judged_for = &directory;
  }
  remove_cookie2(r);
  open_field(r,
             {.names = *directory.cookies,
              .keys = *keys,
              .unbound = directory.cookie_unbound.value_or(bind::Unbound::allow),
              .id_hash = id_hash_of(r)},
             state);
  if (state.status != CookieStatus::none) {
    apr_table_setn(r->subprocess_env, kStatusVariable, to_text(state.status));
  }
  return DECLINED;
}

// --- on the way out

struct Outgoing {
  const bind::CookieNames* names = nullptr;
  bind::Unbound unbound = bind::Unbound::allow;
};

// An error page may be of another directory than the application whose cookies it carries.
Outgoing outgoing_rules(const request_rec* r) {
  Outgoing rules;
  for (const request_rec* one = r; one != nullptr; one = one->prev) {
    const DirectoryConfig& directory = directory_config_of(one);
    if (directory.cookie_unbound == bind::Unbound::refuse) rules.unbound = bind::Unbound::refuse;
    if (directory.cookies == nullptr || directory.cookies == rules.names) continue;
    if (rules.names == nullptr) {
      rules.names = directory.cookies;
      continue;
    }
    auto* all = make_in<bind::CookieNames>(r->pool, *rules.names);
    all->add_all(*directory.cookies);
    rules.names = all;
  }
  return rules;
}

void warn_if_long(const request_rec* r, const bind::OutgoingCookie& cookie) {
  if (cookie.field.size() <= kBrowserLimit) return;
  ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                "cookie: %.*s has %" APR_SIZE_T_FMT
                " bytes now that it is sealed, and browsers may "
                "drop a cookie above 4096: let the application keep less in it",
                std::min(static_cast<int>(cookie.name.size()), kNameInLog), cookie.name.data(),
                cookie.field.size());
}

// seal_field gives what is to be sent for one Set-Cookie field, or null for nothing.
const char* seal_field(request_rec* r, const char* field, const bind::CookieRules& rules,
                       std::chrono::sys_seconds now) {
  const bind::OutgoingCookie cookie = bind::seal_cookie(field, rules, now);
  switch (cookie.fate) {
    case Fate::untouched:
      return field;
    case Fate::sealed:
      counters_of(r).count(Event::cookies_sealed);
      warn_if_long(r, cookie);
      return copy_in(r->pool, cookie.field);
    case Fate::withheld:
      break;
  }
  counters_of(r).count_refused_cookie(cookie.cause);
  const bool ours = cookie.cause != core::Cause::kCookieUnbound;
  log_cookie(r, ours ? APLOG_ERR : APLOG_INFO, cookie.name, cookie.cause);
  return nullptr;
}

void seal_table(request_rec* r, apr_table_t* headers, const bind::CookieRules& rules) {
  if (apr_table_get(headers, kSetCookie) == nullptr) return;
  const auto now = std::chrono::sys_seconds(std::chrono::seconds(apr_time_sec(r->request_time)));
  std::vector<const char*> sealed;
  for (const apr_table_entry_t& entry : entries_of(headers)) {
    if (entry.key == nullptr || ap_cstr_casecmp(entry.key, kSetCookie) != 0) continue;
    if (const char* field = seal_field(r, entry.val, rules, now)) sealed.push_back(field);
  }
  apr_table_unset(headers, kSetCookie);
  for (const char* field : sealed) apr_table_addn(headers, kSetCookie, field);
}

}  // namespace

void seal_response_cookies(request_rec* r) {
  const bind::CookieKeys* keys = config_of(r->server).cookie_keys;
  const Outgoing outgoing = outgoing_rules(r);
  if (keys == nullptr || outgoing.names == nullptr) return;
  const bind::CookieRules rules{.names = *outgoing.names,
                                .keys = *keys,
                                .unbound = outgoing.unbound,
                                .id_hash = id_hash_of(r)};
  seal_table(r, r->headers_out, rules);
  if (r->err_headers_out != r->headers_out) seal_table(r, r->err_headers_out, rules);
}

void remove_trailer_cookies(request_rec* r) {
  if (apr_table_get(r->trailers_out, kSetCookie) == nullptr) return;
  if (outgoing_rules(r).names != nullptr) apr_table_unset(r->trailers_out, kSetCookie);
}

void register_cookie_hooks(apr_pool_t*) {
  ap_hook_header_parser(open_request_cookies, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
  ap_hook_fixups(open_request_cookies, nullptr, nullptr, APR_HOOK_REALLY_LAST);
}

}  // namespace tb::httpd
