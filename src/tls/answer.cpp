// SPDX-License-Identifier: Apache-2.0
#include "tls/answer.h"

namespace tb::tls {
namespace {

using core::Cause;
using core::Error;

// RFC 8472 4: on TLS 1.2 and below, both extended master secret and renegotiation indication.
bool transport_is_fit(SSL* ssl, bool server_has_extended_master_secret) {
  return SSL_version(ssl) >= TLS1_3_VERSION ||
         (server_has_extended_master_secret && SSL_get_secure_renegotiation_support(ssl) == 1);
}

}  // namespace

core::Result<std::optional<core::Negotiated>> judge_answer(SSL* ssl, core::Bytes extension_data,
                                                           const core::Supported& offered,
                                                           bool server_has_extended_master_secret) {
  const auto answer = core::decode_parameters(extension_data);
  if (!answer.ok()) return answer.error();
  auto accepted = core::accept_answer(answer.value(), offered);
  if (!accepted.ok()) return accepted;
  if (!transport_is_fit(ssl, server_has_extended_master_secret)) {
    return Error{Cause::kNoExtendedMasterSecret};
  }
  return accepted;
}

int alert_for(Cause cause) {
  switch (cause) {
    case Cause::kUnsolicited:
    case Cause::kVersionTooHigh:
    case Cause::kKeyParametersNotOffered:
    case Cause::kNoExtendedMasterSecret:
      return SSL_AD_UNSUPPORTED_EXTENSION;  // RFC 8472 4
    default:
      return SSL_AD_DECODE_ERROR;
  }
}

}  // namespace tb::tls
