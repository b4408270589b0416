// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bind/cookie_keys.h"
#include "bind/cookie_names.h"
#include "bind/device_tokens.h"
#include "bind/proof_order.h"
#include "bind/sealed_cookie.h"
#include "core/cause.h"

namespace tb::bind {

// A client's cookies may be as many as fit; each that is opened costs a decryption. Those sealed to
// this client come first, so that another site of the same domain cannot crowd them out.
inline constexpr std::size_t kMaxOpenings = 16;

// Unbound is what becomes of a bound cookie without its binding: of an unsealed value that comes
// in, and of a value that goes out to a client without a Token Binding ID.
enum class Unbound : std::uint8_t { allow, refuse };

inline constexpr std::size_t kDefaultMaxSeal = 8190;  // httpd's usual limit of one field
inline constexpr std::size_t kMaxCookie = 4096;       // what a client keeps, RFC 6265 6.1

// CookieRules are what an operator asked for, and the keys that the request's client has shown to
// hold, by their hashes in base64url.
struct CookieRules {
  const CookieNames& names;
  const CookieKeys& keys;
  Unbound unbound = Unbound::allow;
  std::optional<std::string_view> id_hash{};           // of the provided Token Binding ID
  std::size_t max_seal = kDefaultMaxSeal;              // octets that can come back in one field
  std::optional<std::string_view> certificate_hash{};  // RFC 8705 3.1
  std::span<const DeviceProof> devices{};              // that it has sent
  ProofOrder order{};                                  // TokenBindingCookieProof
  std::int64_t now = 0;                                // seconds of Unix time
  std::int64_t grace = 60;                             // of a pending cookie, in seconds
};

// HeldCookie is a sealed cookie that came in and was opened. `proof` is set for a pending one of
// whose login the request has proved the key.
struct HeldCookie {
  std::string name;
  std::string value;
  Holder holder;
  std::optional<std::string> proof{};
};

// RefusedCookie was removed. `pattern` is the operator's, of the cookie that it is or could pass
// for; empty for a piece without a name.
struct RefusedCookie {
  std::string_view pattern;
  core::Cause cause{};
};

// IncomingCookies is a Cookie field as the application may see it: `field`, empty when nothing is
// left of it.
struct IncomingCookies {
  std::string field;
  std::size_t opened = 0;
  std::size_t unsealed = 0;  // and let through
  std::vector<RefusedCookie> refused;
  std::vector<std::string> pieces;  // names of NAME--tb<number>, which no application sees
  std::vector<HeldCookie> held;     // what was opened, in their order
  std::vector<std::string> aside;   // names of device-bound ones whose proof is missing
};

// CookieWork is what the cookies of one request have cost so far.
struct CookieWork {
  std::size_t octets = 0;    // of Cookie fields, each time one was read
  std::size_t openings = 0;  // of kMaxOpenings
};

// open_cookies rebuilds a Cookie field: pieces joined by "; ". A bound cookie that was sealed to
// this client is opened; one sealed otherwise is removed. An unsealed one, a piece that an
// application could take for one, and a piece without a name pass by Unbound::allow alone. `opened`
// holds the pieces that were opened earlier in the same request, which stay, and gets those of this
// field.
IncomingCookies open_cookies(std::string_view field, const CookieRules& rules,
                             std::vector<std::string>& opened, CookieWork& work);

// OutgoingCookie is what becomes of one Set-Cookie field. `sealed` and `withheld` ones have the
// operator's pattern; `field` is the new field of a sealed one, `cause` why one was withheld.
struct OutgoingCookie {
  enum class Fate : std::uint8_t { untouched, sealed, withheld };
  Fate fate = Fate::untouched;
  std::string_view pattern;
  std::string field;
  core::Cause cause{};
  std::vector<std::string> more{};  // fields of the other pieces of a seal longer than kMaxCookie
};

// Succession is what the cookies of a response inherit from those of its request: a cookie that
// comes with an answer to one that was opened belongs to the same key, or to the same login.
struct Succession {
  std::vector<HeldCookie> held;
  std::vector<std::string> aside;    // names that must not be overwritten
  std::string login;                 // set when the response begins one
  std::vector<std::string> renewed;  // names that the response has set itself
};

// seal_cookie seals a Set-Cookie field to the request's client, by the first kind of proof in
// `order` that it can give. Cookies that are not bound, and empty values, pass as they are. Without
// `succession` no cookie is bound to a device.
OutgoingCookie seal_cookie(std::string_view field, const CookieRules& rules,
                           Succession* succession = nullptr);

// rebound returns the Set-Cookie fields that bind pending cookies whose key was proved, but for
// those that the response has set itself.
std::vector<OutgoingCookie> rebound(const CookieRules& rules, const Succession& succession);

// stale_pieces returns the fields that delete what a client sent of an earlier and longer value,
// when a Set-Cookie field sets the cookie anew in `count` pieces, or deletes it.
std::vector<std::string> stale_pieces(std::string_view field, std::size_t count,
                                      const std::vector<std::string>& sent);

}  // namespace tb::bind
