// SPDX-License-Identifier: Apache-2.0
#include "bind/device_session.h"

#include "bind/cookie_header.h"
#include "bind/same_text.h"
#include "bind/sealed_cookie.h"
#include "verify/jws.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;
using core::Result;
using verify::Jws;
using verify::ProofKind;

// The draft names these two.
constexpr verify::JwsAlgorithm kAlgorithms[] = {verify::JwsAlgorithm::es256,
                                                verify::JwsAlgorithm::rs256};
constexpr verify::JwsProfile kProfile{"dbsc+jwt", kAlgorithms};
constexpr std::size_t kMaxOpeningsHere = 16;

// belongs returns whether a sealed cookie is one of a session: bound to its key, or pending since
// its login.
bool belongs(const Holder& holder, std::string_view login, std::string_view jkt) {
  if (const auto* bound = std::get_if<BoundTo>(&holder)) {
    return bound->kind == ProofKind::device && same_text(bound->hash, jkt);
  }
  return std::get<Pending>(holder).login == login;
}

bool sees_cookie(const DeviceRequest& request, std::string_view login, std::string_view jkt) {
  std::size_t openings = 0;
  for (std::string_view rest = request.cookies; !rest.empty();) {
    const auto pair = read_cookie_pair(take_piece(rest, ';'));
    if (!pair || !is_sealed(unquoted(pair->value))) continue;
    if (++openings > kMaxOpeningsHere) return true;  // not known to be over
    const auto cookie = unseal(pair->name, unquoted(pair->value), request.site.keys);
    if (cookie.ok() && belongs(cookie.value().holder, login, jkt)) return true;
  }
  return false;
}

}  // namespace

Result<Registered> register_device(const DeviceRequest& request) {
  const Result<Jws> jws = Jws::read(request.response, kProfile);
  if (!jws.ok()) return jws.error();
  if (!jws.value().jwk()) return Error{Cause::kDeviceNoKey};
  const auto login =
      read_registration_challenge(request.site, jws.value().claims().text("jti").value_or(""));
  if (!login.ok()) return login.error();
  const Result<void> checked = jws.value().check_signature(*jws.value().jwk());
  if (!checked.ok()) return checked.error();
  auto key = verify::PublicJwk::parse(jws.value().jwk()->text());
  if (!key.ok()) return key.error();
  const bool visible = sees_cookie(request, login.value(), key.value().thumbprint());
  auto id = make_session_id(request.site, {login.value(), std::move(key).value(), visible});
  if (!id.ok()) return id.error();
  auto challenge = make_refresh_challenge(request.site, id.value());
  if (!challenge.ok()) return challenge.error();
  return Registered{std::move(id).value(), std::move(challenge).value(),
                    std::string(kProofPrefix) + login.value()};
}

Result<Refreshed> refresh_device(const DeviceRequest& request) {
  const Result<DeviceSession> session = read_session_id(request.site, request.id);
  if (!session.ok()) {
    if (session.error().cause == Cause::kCookieKeyUnknown) return Refreshed{.over = true};
    return session.error();
  }
  const DeviceSession& known = session.value();
  Refreshed refreshed;
  refreshed.proof_name = std::string(kProofPrefix) + known.login;
  if (known.visible && !sees_cookie(request, known.login, known.key.thumbprint())) {
    refreshed.over = true;
    return refreshed;
  }
  auto challenge = make_refresh_challenge(request.site, request.id);
  if (!challenge.ok()) return challenge.error();
  refreshed.challenge = std::move(challenge).value();
  if (request.response.empty()) return refreshed;
  const Result<Jws> jws = Jws::read(request.response, kProfile);
  if (!jws.ok()) return jws.error();
  const Result<void> timely = check_refresh_challenge(
      request.site, request.id, jws.value().claims().text("jti").value_or(""));
  if (!timely.ok()) {
    if (timely.error().cause == Cause::kDeviceExpired) return refreshed;  // a new one
    return timely.error();
  }
  const Result<void> checked = jws.value().check_signature(known.key);
  if (!checked.ok()) return checked.error();
  auto proof = make_proof(request.site, known);
  if (!proof.ok()) return proof.error();
  refreshed.proof = std::move(proof).value();
  return refreshed;
}

std::string_view bare_value(std::string_view field) {
  return unquoted(field);
}

}  // namespace tb::bind
