// SPDX-License-Identifier: Apache-2.0
#include "bind/sealed_cookie.h"

#include <optional>

#include "bind/json.h"
#include "bind/same_text.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;
using core::Result;
using verify::ProofKind;

// The kinds of proof to which a cookie can be sealed, by the member of `cnf`.
constexpr verify::ProofKindText kKinds[] = {verify::kProofKinds[0], verify::kProofKinds[1],
                                            verify::kProofKinds[2]};
static_assert(kKinds[0].kind == ProofKind::token_binding &&
              kKinds[1].kind == ProofKind::certificate && kKinds[2].kind == ProofKind::device);

Owned<json_t> text_of(std::string_view octets) {
  const std::string utf8 = octets_to_utf8(octets);
  return Owned<json_t>(json_stringn(utf8.data(), utf8.size()));
}

// Each octet of a value makes at least one of the payload, and that 4/3 of the JWE.
Result<std::string> seal_payload(std::string_view value, const Owned<json_t>& payload,
                                 std::string_view holder, const CookieKeys& keys) {
  if (value.size() > kMaxSealedSize) return Error{Cause::kCookieTooLong};
  if (!payload) return Error{Cause::kLibrary};
  return seal_text(to_text(payload.get(), JSON_COMPACT), holder, keys);
}

std::optional<Holder> holder_in(const json_t* payload) {
  const json_t* cnf = json_object_get(payload, "cnf");
  for (const verify::ProofKindText& kind : kKinds) {
    const auto hash = member_text(cnf, kind.confirmation.data());
    if (hash) return BoundTo{kind.kind, std::string(*hash)};
  }
  const auto login = member_text(payload, "login");
  const json_t* issued = json_object_get(payload, "iat");
  const auto text = member_text(payload, "attributes");
  auto attributes = text ? utf8_to_octets(*text) : std::nullopt;
  if (!login || !json_is_integer(issued) || !attributes) return {};
  return Pending{std::string(*login), json_integer_value(issued), *std::move(attributes)};
}

}  // namespace

Result<std::string> seal(const BoundCookie& cookie, const CookieKeys& keys) {
  const char* member = kKinds[0].confirmation.data();
  for (const verify::ProofKindText& kind : kKinds) {
    if (kind.kind == cookie.kind) member = kind.confirmation.data();
  }
  const std::string hash(cookie.hash);
  const Owned<json_t> payload(
      json_pack("{s:o, s:o, s:{s:s}}", "name", text_of(cookie.name).release(), "value",
                text_of(cookie.value).release(), "cnf", member, hash.c_str()));
  return seal_payload(cookie.value, payload, cookie.hash, keys);
}

Result<std::string> seal_pending(const PendingCookie& cookie, const CookieKeys& keys) {
  const std::string login(cookie.login);
  const Owned<json_t> payload(
      json_pack("{s:o, s:o, s:o, s:s, s:I}", "name", text_of(cookie.name).release(), "value",
                text_of(cookie.value).release(), "attributes", text_of(cookie.attributes).release(),
                "login", login.c_str(), "iat", static_cast<json_int_t>(cookie.issued)));
  return seal_payload(cookie.value, payload, cookie.login, keys);
}

Result<UnsealedCookie> unseal(std::string_view name, std::string_view sealed,
                              const CookieKeys& keys) {
  const Result<std::string> payload = open_text(sealed, keys);
  if (!payload.ok()) return payload.error();
  const auto parsed = parse_object(payload.value(), 2 * kMaxSealedSize);
  if (!parsed.ok()) return Error{Cause::kCookieForged};
  const json_t* object = parsed.value().get();
  if (utf8_to_octets(member_text(object, "name").value_or("")) != name) {
    return Error{Cause::kCookieRenamed};
  }
  const auto text = member_text(object, "value");
  auto value = text ? utf8_to_octets(*text) : std::nullopt;
  auto holder = holder_in(object);
  if (!value || !holder) return Error{Cause::kCookieForged};
  return UnsealedCookie{*std::move(value), *std::move(holder)};
}

Result<std::string> open(const SealedCookie& cookie, const CookieKeys& keys) {
  Result<UnsealedCookie> opened = unseal(cookie.name, cookie.sealed, keys);
  if (!opened.ok()) return opened.error();
  const auto* bound = std::get_if<BoundTo>(&opened.value().holder);
  if (bound == nullptr || bound->kind != cookie.kind || !same_text(bound->hash, cookie.hash)) {
    return Error{Cause::kCookieOtherID};
  }
  return std::move(opened.value().value);
}

}  // namespace tb::bind
