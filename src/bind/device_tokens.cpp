// SPDX-License-Identifier: Apache-2.0
#include "bind/device_tokens.h"

#include <openssl/rand.h>

#include <array>

#include "bind/json.h"
#include "bind/same_text.h"
#include "bind/seal.h"
#include "core/base64url.h"
#include "ossl/digest.h"
#include "verify/proved_key_maker.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;
using core::Result;

constexpr std::size_t kLoginOctets = 16;

constexpr const char* kRegistration = "device-registration";
constexpr const char* kSession = "device-session";
constexpr const char* kRefresh = "device-refresh";
constexpr const char* kProof = "device-proof";

// new_token returns an object with what each token has; a token's time is when it was made.
Owned<json_t> new_token(const DeviceSite& site, const char* use) {
  const std::string host(site.host);
  return Owned<json_t>(json_pack("{s:s, s:s, s:I}", "use", use, "host", host.c_str(), "iat",
                                 static_cast<json_int_t>(site.now)));
}

bool add(const Owned<json_t>& token, const char* name, std::string_view text) {
  return token &&
         json_object_set_new(token.get(), name, json_stringn(text.data(), text.size())) == 0;
}

Result<std::string> sealed(const Owned<json_t>& token, const CookieKeys& keys) {
  return seal_text(to_text(token.get(), JSON_COMPACT), {}, keys);
}

// open_token errors: kCookieKeyUnknown, kDeviceToken.
Result<Owned<json_t>> open_token(const DeviceSite& site, const char* use, std::string_view text) {
  const Result<std::string> payload = open_text(text, site.keys);
  if (!payload.ok()) {
    const bool unknown = payload.error().cause == Cause::kCookieKeyUnknown;
    return Error{unknown ? Cause::kCookieKeyUnknown : Cause::kDeviceToken};
  }
  Result<Owned<json_t>> token = parse_object(payload.value(), kMaxSealedSize);
  if (!token.ok()) return Error{Cause::kDeviceToken};
  const json_t* object = token.value().get();
  if (member_text(object, "use") != use || member_text(object, "host") != site.host ||
      !json_is_integer(json_object_get(object, "iat"))) {
    return Error{Cause::kDeviceToken};
  }
  return token;
}

std::int64_t time_of(const json_t* token) {
  return json_integer_value(json_object_get(token, "iat"));
}

// check_age judges a time of this server or another, whose clock may be ahead.
Result<void> check_age(const DeviceSite& site, const json_t* token, std::int64_t most) {
  const std::int64_t age = site.now - time_of(token);
  if (age > most || age < -kClockSkew) return Error{Cause::kDeviceExpired};
  return core::success();
}

Result<std::string> hash_of(std::string_view text) {
  const Result<ossl::Sha256> digest = ossl::sha256(core::as_bytes(text));
  if (!digest.ok()) return digest.error();
  return core::base64url_encode(digest.value());
}

}  // namespace

Result<std::string> new_login() {
  std::array<std::uint8_t, kLoginOctets> octets{};
  if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1) {
    return Error{Cause::kLibrary};
  }
  return core::base64url_encode(octets);
}

Result<std::string> make_registration_challenge(const DeviceSite& site, std::string_view login) {
  const Owned<json_t> token = new_token(site, kRegistration);
  if (!add(token, "login", login)) return Error{Cause::kLibrary};
  return sealed(token, site.keys);
}

Result<std::string> read_registration_challenge(const DeviceSite& site,
                                                std::string_view challenge) {
  const auto token = open_token(site, kRegistration, challenge);
  if (!token.ok()) return token.error();
  const auto login = member_text(token.value().get(), "login");
  if (!login) return Error{Cause::kDeviceToken};
  const auto age = check_age(site, token.value().get(), kRegistrationLifetime);
  if (!age.ok()) return age.error();
  return std::string(*login);
}

Result<std::string> make_session_id(const DeviceSite& site, const DeviceSession& session) {
  const Owned<json_t> token = new_token(site, kSession);
  if (!add(token, "login", session.login) || !add(token, "jwk", session.key.text()) ||
      json_object_set_new(token.get(), "visible", json_boolean(session.visible)) != 0) {
    return Error{Cause::kLibrary};
  }
  Result<std::string> id = sealed(token, site.keys);
  if (id.ok() && id.value().size() > kMaxSessionId) return Error{Cause::kCookieTooLong};
  return id;
}

Result<DeviceSession> read_session_id(const DeviceSite& site, std::string_view id) {
  if (id.size() > kMaxSessionId) return Error{Cause::kDeviceToken};
  const auto token = open_token(site, kSession, id);
  if (!token.ok()) return token.error();
  const auto login = member_text(token.value().get(), "login");
  const auto jwk = member_text(token.value().get(), "jwk");
  if (!login || !jwk) return Error{Cause::kDeviceToken};
  auto key = verify::PublicJwk::parse(*jwk);
  if (!key.ok()) return Error{Cause::kDeviceToken};
  const bool visible = json_is_true(json_object_get(token.value().get(), "visible"));
  return DeviceSession{std::string(*login), std::move(key).value(), visible};
}

Result<std::string> make_refresh_challenge(const DeviceSite& site, std::string_view id) {
  const Result<std::string> hash = hash_of(id);
  if (!hash.ok()) return hash.error();
  const Owned<json_t> token = new_token(site, kRefresh);
  if (!add(token, "session", hash.value())) return Error{Cause::kLibrary};
  return sealed(token, site.keys);
}

Result<void> check_refresh_challenge(const DeviceSite& site, std::string_view id,
                                     std::string_view challenge) {
  const auto token = open_token(site, kRefresh, challenge);
  if (!token.ok()) return token.error();
  const Result<std::string> hash = hash_of(id);
  if (!hash.ok()) return hash.error();
  const auto session = member_text(token.value().get(), "session");
  if (!session || !same_text(*session, hash.value())) return Error{Cause::kDeviceToken};
  return check_age(site, token.value().get(), site.lifetime);
}

Result<std::string> make_proof(const DeviceSite& site, const DeviceSession& session) {
  const Owned<json_t> token = new_token(site, kProof);
  if (!add(token, "login", session.login) || !add(token, "jkt", session.key.thumbprint()) ||
      json_object_set_new(token.get(), "exp",
                          json_integer(site.now + site.lifetime + kClockSkew)) != 0) {
    return Error{Cause::kLibrary};
  }
  return sealed(token, site.keys);
}

Result<DeviceProof> read_proof(const DeviceSite& site, std::string_view name,
                               std::string_view value) {
  const auto token = open_token(site, kProof, value);
  if (!token.ok()) return Error{Cause::kDeviceToken};
  const auto login = member_text(token.value().get(), "login");
  const auto jkt = member_text(token.value().get(), "jkt");
  const json_t* expires = json_object_get(token.value().get(), "exp");
  if (!login || !jkt || !json_is_integer(expires) || name.size() < kProofPrefix.size() ||
      name.substr(kProofPrefix.size()) != *login) {
    return Error{Cause::kDeviceToken};
  }
  const std::int64_t end = json_integer_value(expires);
  if (site.now >= end) return Error{Cause::kDeviceExpired};
  return DeviceProof{std::string(*login), verify::ProvedKeyMaker::make(std::string(*jkt)), end};
}

}  // namespace tb::bind
