// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bind/cookie_keys.h"
#include "bind/cookie_names.h"
#include "core/cause.h"

namespace tb::bind {

// A client's cookies may be as many as fit; each that is opened costs a decryption.
inline constexpr std::size_t kMaxOpenings = 16;

// Unbound is what becomes of a bound cookie without its binding: of an unsealed value that comes
// in, and of a value that goes out to a client without a Token Binding ID.
enum class Unbound : std::uint8_t { allow, refuse };

// CookieRules are what an operator asked for, and the ID of the request's client: base64url(
// SHA-256(provided ID)), or nothing without a verified binding.
struct CookieRules {
  const CookieNames& names;
  const CookieKeys& keys;
  Unbound unbound = Unbound::allow;
  std::optional<std::string_view> id_hash;
};

// OpenedCookie is what an application sees of a cookie that was sealed.
struct OpenedCookie {
  std::string name;
  std::string value;
};

// RefusedCookie was removed. `name` is a view into the field.
struct RefusedCookie {
  std::string_view name;
  core::Cause cause{};
};

// IncomingCookies is a Cookie field as the application may see it. `field` has a value when it
// differs from what the client sent, and is empty when nothing is left.
struct IncomingCookies {
  std::optional<std::string> field;
  std::vector<OpenedCookie> opened;
  std::size_t unsealed = 0;  // and let through
  std::vector<RefusedCookie> refused;
};

// open_cookies opens the bound cookies of a Cookie field that were sealed to this client, removes
// the others that were sealed, and leaves all else as it is. `before` are those that were opened
// earlier in the same request: they stay, although they look unsealed now.
IncomingCookies open_cookies(std::string_view field, const CookieRules& rules,
                             std::span<const OpenedCookie> before = {});

// OutgoingCookie is what becomes of one Set-Cookie field. `sealed` and `withheld` ones name the
// cookie; `field` is the new field of a sealed one, `cause` why one was withheld.
struct OutgoingCookie {
  enum class Fate : std::uint8_t { untouched, sealed, withheld };
  Fate fate = Fate::untouched;
  std::string_view name;
  std::string field;
  core::Cause cause{};
};

// seal_cookie seals a Set-Cookie field to the request's client. Deletions and cookies that are not
// bound pass as they are.
OutgoingCookie seal_cookie(std::string_view field, const CookieRules& rules,
                           std::chrono::sys_seconds now);

}  // namespace tb::bind
