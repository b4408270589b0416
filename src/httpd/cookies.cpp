// SPDX-License-Identifier: Apache-2.0
#include "httpd/cookies.h"

#include <http_request.h>

#include <algorithm>
#include <span>
#include <string>

#include "httpd/config.h"
#include "httpd/cookie_rules.h"
#include "httpd/cookie_state.h"
#include "httpd/hooks.h"
#include "httpd/pool.h"
#include "httpd/request.h"
#include "httpd/theft_log.h"

namespace tb::httpd {

namespace {

constexpr const char* kStatusVariable = "TOKEN_BINDING_COOKIE_STATUS";

const char* to_text(CookieStatus status) {
  constexpr const char* kTexts[] = {"none", "opened", "unsealed", "refused"};
  return kTexts[static_cast<std::size_t>(status)];
}

const char* describe(const request_rec* r, const bind::RefusedCookie& cookie) {
  const core::CauseText& text = core::explain(cookie.cause);
  const std::string_view what = cookie.pattern.empty() ? "a cookie without a name" : cookie.pattern;
  return apr_psprintf(r->pool, "%.*s was removed: %s (%s)", static_cast<int>(what.size()),
                      what.data(), text.words.data(), text.token.data());
}

// log_loss warns of a rightful client's cookie that may be among those not opened.
bool log_loss(const request_rec* r, const char* what) {
  const char* note = config_of(r->server).state->lost_cookies.admit(r->pool);
  if (note == nullptr) return false;
  ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r, "cookie: %s%s", what, note);
  return true;
}

// log_alarm returns whether the cookie has got its line in the log.
bool log_alarm(const request_rec* r, const bind::RefusedCookie& cookie) {
  using core::Cause;
  switch (cookie.cause) {
    case Cause::kCookieUnbound:
      if (directory_config_of(r)
              .cookie_proof.value_or(bind::ProofOrder())
              .has(verify::ProofKind::device)) {
        return false;  // ordinary while the browser refreshes its proof: an info line
      }
      [[fallthrough]];
    case Cause::kCookieOtherID:
      return log_theft(r, "cookie", describe(r, cookie));
    case Cause::kTooManyCookies:
      return log_loss(r, describe(r, cookie));
    default:
      return false;
  }
}

// One field may hold hundreds of cookies, and each line of a log costs more than it.
void log_refused(const request_rec* r, std::span<const bind::RefusedCookie> refused) {
  constexpr std::size_t kLines = 8;
  std::size_t others = 0;
  for (const bind::RefusedCookie& cookie : refused) {
    if (log_alarm(r, cookie) || ++others > kLines) continue;
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "cookie: %s", describe(r, cookie));
  }
  if (others <= kLines) return;
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "cookie: %" APR_SIZE_T_FMT " more were removed",
                others - kLines);
}

void take_notice(const request_rec* r, const bind::IncomingCookies& seen, CookieState& state) {
  const Counters& counters = counters_of(r);
  for (std::size_t i = 0; i < seen.opened; ++i) counters.count(Event::cookies_opened);
  for (std::size_t i = 0; i < seen.unsealed; ++i) counters.count(Event::cookies_unsealed);
  for (const auto& cookie : seen.refused) counters.count_refused_cookie(cookie.cause);
  log_refused(r, seen.refused);
  state.pieces.insert(state.pieces.end(), seen.pieces.begin(), seen.pieces.end());
  state.any_opened |= seen.opened > 0;
  if (seen.opened > 0) state.status = std::max(state.status, CookieStatus::opened);
  if (seen.unsealed > 0) state.status = std::max(state.status, CookieStatus::unsealed);
  if (!seen.refused.empty()) state.status = CookieStatus::refused;
  auto& held = state.succession.held;
  held.insert(held.end(), seen.held.begin(), seen.held.end());
  auto& aside = state.succession.aside;
  aside.insert(aside.end(), seen.aside.begin(), seen.aside.end());
  const bind::CookieWork& work = state.cookies.work();
  ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r,
                "cookie: %" APR_SIZE_T_FMT " octets read and %" APR_SIZE_T_FMT
                " cookies opened so far",
                work.octets, work.openings);
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
  const auto [seen, anew] = state.cookies.judge(field, rules);
  if (anew) take_notice(r, seen, state);
  if (seen.field != field) replace_field(r, seen.field);
}

}  // namespace

bool opened_cookies(const request_rec* r) {
  const Arrival* arrival = arrival_of(r);
  return arrival != nullptr && arrival->cookies != nullptr && arrival->cookies->any_opened;
}

std::vector<std::string> pieces_sent(const request_rec* r) {
  const Arrival* arrival = arrival_of(r);
  if (arrival == nullptr || arrival->cookies == nullptr) return {};
  return arrival->cookies->pieces;
}

// A response to TRACE would show the opened cookies (RFC 9110 9.3.8): it is refused where a cookie
// is bound.
int open_request_cookies(request_rec* r) {
  const auto rules = request_cookie_rules(r);
  Arrival* arrival = arrival_of(r);
  if (!rules || arrival == nullptr) return DECLINED;
  if (r->method_number == M_TRACE) return HTTP_METHOD_NOT_ALLOWED;
  if (arrival->cookies == nullptr) arrival->cookies = make_in<CookieState>(arrival->pool);
  CookieState& state = *arrival->cookies;
  remove_cookie2(r);
  open_field(r, *rules, state);
  if (state.status != CookieStatus::none) {
    apr_table_setn(r->subprocess_env, kStatusVariable, to_text(state.status));
  }
  return DECLINED;
}

}  // namespace tb::httpd
