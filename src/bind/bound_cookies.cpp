// SPDX-License-Identifier: Apache-2.0
#include "bind/bound_cookies.h"

#include <algorithm>

#include "bind/cookie_header.h"
#include "bind/sealed_cookie.h"
#include "bind/set_cookie.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;
using core::Result;
using Fate = OutgoingCookie::Fate;

// Opener opens the cookies of one request, within its bounds.
class Opener {
 public:
  explicit Opener(const CookieRules& rules) : rules_(rules) {}

  Result<std::string> open_one(const CookiePair& cookie) {
    const std::string_view value = unquoted(cookie.value);
    if (!rules_.id_hash || tried_ == kMaxOpenings) {
      if (!is_sealed(value)) return Error{Cause::kCookieUnsealed};
      return Error{rules_.id_hash ? Cause::kTooManyCookies : Cause::kCookieUnbound};
    }
    Result<std::string> opened = open({cookie.name, value, *rules_.id_hash}, rules_.keys);
    if (opened.ok() || opened.error().cause != Cause::kCookieUnsealed) ++tried_;
    return opened;
  }

 private:
  const CookieRules& rules_;
  std::size_t tried_ = 0;
};

// opened_length is that of a cookie, at the start of `rest`, which was opened earlier; 0 if it was
// not. Its value may hold what would end it, were it the client's.
std::size_t opened_length(std::string_view rest, std::span<const OpenedCookie> opened) {
  const std::size_t equals = rest.find('=');
  if (opened.empty() || equals == std::string_view::npos) return 0;
  const std::string_view name = cookie_name(rest.substr(0, equals));
  const std::size_t start = std::min(rest.find_first_not_of(" \t", equals + 1), rest.size());
  std::size_t longest = 0;
  for (const OpenedCookie& one : opened) {
    if (one.name != name || !rest.substr(start).starts_with(one.value)) continue;
    const std::size_t end = start + one.value.size();
    const std::size_t next = rest.find_first_not_of(" \t", end);
    const bool ends = next == std::string_view::npos || rest[next] == ';' || rest[next] == ',';
    if (ends) longest = std::max(longest, end);
  }
  return longest;
}

// parts says whether an application could take what follows for another cookie's name.
bool parts(char before) {
  constexpr std::string_view kParting = ",\"[]\\";
  const auto c = static_cast<unsigned char>(before);
  return c <= 0x20 || c >= 0x7f || kParting.find(before) != std::string_view::npos;
}

// begins_anew says whether a name at `start` is one to some application: where the piece begins, or
// behind something that parts, with whatever else that is no token's between.
bool begins_anew(std::string_view text, std::size_t start) {
  while (start > 0 && !is_token_character(text[start - 1])) {
    if (parts(text[--start])) return true;
  }
  return start == 0;
}

// hidden_name finds, in a piece of a Cookie field, the name of a bound cookie where some
// application would see one though we do not: under another spelling, or within the piece. Python's
// http.cookies begins a new cookie behind a blank, WebOb behind a bracket, and Tomcat skips what is
// no name.
std::string_view hidden_name(const CookiePair& cookie, const CookieNames& names) {
  const std::string_view text = cookie.text;
  const std::size_t first = text.find('=');
  if (first == text.npos) return {};
  if (names.resemble(text.substr(0, first))) return cookie.name.empty() ? text : cookie.name;
  for (std::size_t equals = first; equals != text.npos; equals = text.find('=', equals + 1)) {
    std::size_t end = equals;
    while (end > 0 && parts(text[end - 1])) --end;
    std::size_t start = end;
    while (start > 0 && is_token_character(text[start - 1])) --start;
    if (start == end || !begins_anew(text, start)) continue;
    const std::string_view name = text.substr(start, end - start);
    if (names.resemble(name)) return name;
  }
  return {};
}

bool is_among(std::span<const OpenedCookie> opened, const CookiePair& cookie) {
  return std::ranges::any_of(opened, [&](const OpenedCookie& one) {
    return one.name == cookie.name && one.value == cookie.value;
  });
}

OutgoingCookie withheld(const SetCookie& cookie, Cause cause) {
  return {.fate = Fate::withheld, .name = cookie.name, .field = {}, .cause = cause};
}

}  // namespace

IncomingCookies open_cookies(std::string_view field, const CookieRules& rules,
                             std::span<const OpenedCookie> before) {
  IncomingCookies seen;
  Opener opener(rules);
  CookieWalk walk(field);
  CookieRebuild rebuild;
  while (const auto cookie = walk.next(opened_length(walk.rest(), before))) {
    if (is_among(before, *cookie)) {
      rebuild.keep(*cookie);
      continue;
    }
    std::string_view name = cookie->name;
    Result<std::string> value = Error{Cause::kCookieUnsealed};
    if (!name.empty() && rules.names.contain(name)) {
      value = opener.open_one(*cookie);
    } else if (name = hidden_name(*cookie, rules.names); name.empty()) {
      rebuild.keep(*cookie);
      continue;
    }
    if (value.ok()) {
      rebuild.replace(*cookie, value.value());
      seen.opened.push_back({std::string(name), std::move(value).value()});
    } else if (value.error().cause == Cause::kCookieUnsealed && rules.unbound == Unbound::allow) {
      ++seen.unsealed;
      rebuild.keep(*cookie);
    } else {
      seen.refused.push_back({name, value.error().cause});
      rebuild.drop(*cookie);
    }
  }
  if (!seen.opened.empty() || !seen.refused.empty()) seen.field = std::move(rebuild).take();
  return seen;
}

OutgoingCookie seal_cookie(std::string_view field, const CookieRules& rules,
                           std::chrono::sys_seconds now) {
  const auto cookie = read_set_cookie(field);
  if (!cookie || !rules.names.contain(cookie->name) || deletes_cookie(*cookie, now)) return {};
  if (!rules.id_hash) {
    return rules.unbound == Unbound::allow ? OutgoingCookie{}
                                           : withheld(*cookie, Cause::kCookieUnbound);
  }
  const Result<std::string> sealed =
      seal({cookie->name, cookie->value, *rules.id_hash}, rules.keys);
  // An unsealed value would be a session that can be stolen.
  if (!sealed.ok()) return withheld(*cookie, sealed.error().cause);
  return {.fate = Fate::sealed,
          .name = cookie->name,
          .field = with_value(*cookie, sealed.value()),
          .cause = {}};
}

}  // namespace tb::bind
