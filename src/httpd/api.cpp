// SPDX-License-Identifier: Apache-2.0
#include "httpd/api.h"

#include <token_binding/mod_token_binding.h>

#include "httpd/request.h"

namespace tb::httpd {
namespace {

using policy::Status;

static_assert(TOKEN_BINDING_NONE == static_cast<int>(Status::none) &&
              TOKEN_BINDING_ABSENT == static_cast<int>(Status::absent) &&
              TOKEN_BINDING_VALID == static_cast<int>(Status::valid) &&
              TOKEN_BINDING_INVALID == static_cast<int>(Status::invalid) &&
              TOKEN_BINDING_PROXIED == static_cast<int>(Status::proxied));

constexpr int kUnknown = -1;

const verify::VerifiedBindings* verified_of(const request_rec* r) {
  const Request* request = request_of(r);
  return request != nullptr ? request->verified.get() : nullptr;
}

const unsigned char* octets_of(const verify::VerifiedID* id, apr_size_t* length) {
  *length = id != nullptr ? id->octets.size() : 0;
  return id != nullptr ? id->octets.data() : nullptr;
}

// The names are those under which the functions are offered.

int token_binding_status(request_rec* r) {
  const Request* request = request_of(r);
  return request != nullptr ? static_cast<int>(request->decision.status) : TOKEN_BINDING_NONE;
}

const unsigned char* token_binding_provided_id(request_rec* r, apr_size_t* length) {
  const auto* verified = verified_of(r);
  return octets_of(verified != nullptr ? &verified->provided() : nullptr, length);
}

const unsigned char* token_binding_referred_id(request_rec* r, apr_size_t* length) {
  const auto* verified = verified_of(r);
  const bool known = verified != nullptr && verified->referred();
  return octets_of(known ? &*verified->referred() : nullptr, length);
}

const unsigned char* token_binding_other_id(request_rec* r, apr_size_t index, int* type,
                                            apr_size_t* length) {
  const auto* verified = verified_of(r);
  *type = 0;
  if (verified == nullptr || index >= verified->others().size()) return octets_of(nullptr, length);
  const verify::OtherID& other = verified->others()[index];
  *type = static_cast<int>(other.type);
  return octets_of(&other.id, length);
}

int token_binding_version(request_rec* r) {
  const Request* request = request_of(r);
  if (request == nullptr || !request->binding) return kUnknown;
  const core::Version version = request->binding->negotiated.version;
  return version.major_part() << 8 | version.minor_part();
}

int token_binding_key_parameters(request_rec* r) {
  const Request* request = request_of(r);
  if (request == nullptr || !request->binding) return kUnknown;
  return static_cast<int>(request->binding->negotiated.key_parameters);
}

}  // namespace

void register_api(apr_pool_t*) {
  APR_REGISTER_OPTIONAL_FN(token_binding_status);
  APR_REGISTER_OPTIONAL_FN(token_binding_provided_id);
  APR_REGISTER_OPTIONAL_FN(token_binding_referred_id);
  APR_REGISTER_OPTIONAL_FN(token_binding_other_id);
  APR_REGISTER_OPTIONAL_FN(token_binding_version);
  APR_REGISTER_OPTIONAL_FN(token_binding_key_parameters);
}

}  // namespace tb::httpd
