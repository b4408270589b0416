// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "bind/seal.h"
#include "verify/proofs.h"

namespace tb::bind {

// BoundCookie is what a seal covers: a cookie and the hash of the key whose holder may bring it
// back. Views. `hash` is as ProvedKey::hash() or the hash of a Token Binding ID.
struct BoundCookie {
  std::string_view name;
  std::string_view value;
  std::string_view hash;
  verify::ProofKind kind = verify::ProofKind::token_binding;
};

// PendingCookie is a cookie that belongs to no key yet: `login` names the login from which it
// comes, until a browser has registered a key for it. Views.
struct PendingCookie {
  std::string_view name;
  std::string_view value;
  std::string_view attributes;  // as in SetCookie: to set it again
  std::string_view login;
  std::int64_t issued;  // of the login, in seconds of Unix time
};

// Both return a JWE of seal_text. Its payload is {"name":...,"value":...,"cnf":{...}} (RFC 7800
// 3.1), so that a value can be moved neither to another name nor to another key; that of a pending
// cookie has `login`, `iat` and `attributes` instead of `cnf`. Errors: kCookieTooLong, kLibrary.
core::Result<std::string> seal(const BoundCookie& cookie, const CookieKeys& keys);
core::Result<std::string> seal_pending(const PendingCookie& cookie, const CookieKeys& keys);

// BoundTo and Pending are what an opened cookie belongs to.
struct BoundTo {
  verify::ProofKind kind;
  std::string hash;

  friend bool operator==(const BoundTo&, const BoundTo&) = default;
};
struct Pending {
  std::string login;
  std::int64_t issued;
  std::string attributes;

  friend bool operator==(const Pending&, const Pending&) = default;
};
using Holder = std::variant<BoundTo, Pending>;

// UnsealedCookie is authentic; whether the request may have its value is still to be judged.
struct UnsealedCookie {
  std::string value;
  Holder holder;
};

// unseal returns what was sealed for this name. Errors: those of open_text, then kCookieRenamed,
// and kCookieForged for a payload that is no cookie's.
core::Result<UnsealedCookie> unseal(std::string_view name, std::string_view sealed,
                                    const CookieKeys& keys);

// SealedCookie is a value that came back, and what it must agree with. Views.
struct SealedCookie {
  std::string_view name;
  std::string_view sealed;
  std::string_view hash;
  verify::ProofKind kind = verify::ProofKind::token_binding;
};

// open returns the value that was sealed for this name and this key. Errors: those of unseal, then
// kCookieOtherID.
core::Result<std::string> open(const SealedCookie& cookie, const CookieKeys& keys);

}  // namespace tb::bind
