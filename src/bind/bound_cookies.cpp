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
  while (const auto cookie = walk.next()) {
    const bool bound = !cookie->name.empty() && rules.names.contain(cookie->name);
    if (!bound || is_among(before, *cookie)) {
      rebuild.keep(*cookie);
      continue;
    }
    Result<std::string> value = opener.open_one(*cookie);
    if (value.ok()) {
      rebuild.replace(*cookie, value.value());
      seen.opened.push_back({std::string(cookie->name), std::move(value).value()});
    } else if (value.error().cause == Cause::kCookieUnsealed && rules.unbound == Unbound::allow) {
      ++seen.unsealed;
      rebuild.keep(*cookie);
    } else {
      seen.refused.push_back({cookie->name, value.error().cause});
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
