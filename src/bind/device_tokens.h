// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bind/cookie_keys.h"
#include "core/result.h"
#include "verify/jwk.h"
#include "verify/proved_key.h"

// What this server hands to a browser in the course of a device-bound session (W3C Device Bound
// Session Credentials): sealed texts that hold all of its state, so that any server with the same
// keys goes on with it. Each is sealed by seal_text for one purpose and one host.

namespace tb::bind {

// DeviceSite is where a token is made or comes back, and when. A view.
struct DeviceSite {
  const CookieKeys& keys;
  std::string_view host;  // in small letters, without a port
  std::int64_t now;       // seconds of Unix time
  std::int64_t lifetime;  // of a proof cookie, in seconds
};

inline constexpr std::int64_t kRegistrationLifetime = 120;  // seconds of a challenge
inline constexpr std::int64_t kClockSkew = 60;              // seconds between servers
inline constexpr std::size_t kMaxSessionId = 2000;          // octets

// kProofPrefix begins the name of each proof cookie; the login follows.
inline constexpr std::string_view kProofPrefix = "__Host-TokenBinding-";

// new_login returns 22 random characters that name a login: one session belongs to it.
core::Result<std::string> new_login();

core::Result<std::string> make_registration_challenge(const DeviceSite& site,
                                                      std::string_view login);
// read_registration_challenge returns the login. Errors: kDeviceToken, kDeviceExpired.
core::Result<std::string> read_registration_challenge(const DeviceSite& site,
                                                      std::string_view challenge);

// DeviceSession is what a session identifier holds.
struct DeviceSession {
  std::string login;
  verify::PublicJwk key;
  bool visible;  // the endpoints see a cookie of it, so that its absence tells of its end
};

core::Result<std::string> make_session_id(const DeviceSite& site, const DeviceSession& session);
// read_session_id errors: kCookieKeyUnknown, when the keys that sealed it are gone; kDeviceToken.
core::Result<DeviceSession> read_session_id(const DeviceSite& site, std::string_view id);

// A challenge of a refresh is good for this session alone, and for as long as a proof: the browser
// may sign it once and repeat that.
core::Result<std::string> make_refresh_challenge(const DeviceSite& site, std::string_view id);
core::Result<void> check_refresh_challenge(const DeviceSite& site, std::string_view id,
                                           std::string_view challenge);

// DeviceProof is what an authentic proof cookie, not yet expired, says.
struct DeviceProof {
  std::string login;
  verify::ProvedKey key;
  std::int64_t expires;
};

// make_proof makes a proof that holds kClockSkew longer than the browser keeps it: another server
// whose clock is ahead must not refuse what the browser takes for fresh.
core::Result<std::string> make_proof(const DeviceSite& site, const DeviceSession& session);
// read_proof reads the value of the cookie `name`. Errors: kDeviceToken, kDeviceExpired.
core::Result<DeviceProof> read_proof(const DeviceSite& site, std::string_view name,
                                     std::string_view value);

}  // namespace tb::bind
