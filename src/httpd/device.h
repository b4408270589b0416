// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "bind/device_tokens.h"
#include "httpd/module.h"

namespace tb::httpd {

// DeviceState is what a request said about device-bound sessions. It is taken out of the request
// before anybody else reads it. Texts live as long as the request that arrived.
struct DeviceState {
  std::vector<bind::DeviceProof> proofs;
  const char* response = nullptr;  // Secure-Session-Response
  const char* id = nullptr;        // Sec-Secure-Session-Id
};

// device_site_of returns where and when a request's tokens count; nothing where the virtual host
// binds no cookie to devices, and for one that is not reached by https.
std::optional<bind::DeviceSite> device_site_of(const request_rec* r);

// take_device_fields takes the proof cookies and the fields of device-bound sessions out of a
// request that arrived. Null where device_site_of returns nothing.
DeviceState* take_device_fields(request_rec* r);

// answer_device_request answers a request to one of the two endpoints, and returns DONE; DECLINED
// for any other request.
int answer_device_request(request_rec* r, const DeviceState& state);

// registration_field returns the value of Secure-Session-Registration for a new login, or null when
// the library failed.
const char* registration_field(const request_rec* r, std::string_view login);

}  // namespace tb::httpd
