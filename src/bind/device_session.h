// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bind/device_tokens.h"
#include "core/result.h"

namespace tb::bind {

// DeviceRequest is a request to one of the two endpoints of device-bound sessions, of which the
// caller has made sure that a browser sent it of its own accord: by POST, with the Sec-Fetch fields
// and the Origin that no script can choose. Views.
struct DeviceRequest {
  DeviceSite site;
  std::string_view response;  // Secure-Session-Response, a JWS; empty without one
  std::string_view id;        // Sec-Secure-Session-Id; empty at a registration
  std::string_view cookies;   // Cookie
};

// Registered is a new session: its identifier and the challenge of its first refresh.
struct Registered {
  std::string id;
  std::string challenge;
  std::string proof_name;
};

// register_device makes a session of the key that signed the challenge of a login. Nothing is bound
// to it before the browser has refreshed it once. Errors: those of Jws, kDeviceNoKey,
// kDeviceToken, kDeviceExpired, kLibrary.
core::Result<Registered> register_device(const DeviceRequest& request);

// Refreshed is what becomes of a session. With a proof, `challenge` is for the next refresh, else
// for this one. A session that is `over` has no cookie left that could be opened by it.
struct Refreshed {
  bool over = false;
  std::string challenge{};
  std::string proof_name{};
  std::optional<std::string> proof{};
};

// refresh_device judges a refresh. The signature comes last, after all that costs less. Errors:
// those of Jws, kDeviceToken, kLibrary.
core::Result<Refreshed> refresh_device(const DeviceRequest& request);

// as_structured_string returns what a field of one bare value, or of one string of RFC 8941 3.3.3
// without escapes, holds.
std::string_view bare_value(std::string_view field);

}  // namespace tb::bind
