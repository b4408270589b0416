// SPDX-License-Identifier: Apache-2.0
#include "httpd/request.h"

#include <http_protocol.h>

#include <string_view>

#include "core/base64url.h"
#include "httpd/config.h"
#include "httpd/connection.h"
#include "httpd/expose.h"
#include "httpd/log.h"
#include "httpd/pool.h"
#include "httpd/process.h"
#include "httpd/scrub.h"
#include "httpd/trusted_proxy.h"
#include "verify/message.h"

namespace tb::httpd {
namespace {

using core::Cause;
using core::Error;
using policy::Presence;
using policy::Verdict;
using Verified = std::shared_ptr<const verify::VerifiedBindings>;

constexpr const char* kDecode = "decode";
constexpr const char* kVerify = "verify";

void refuse(const request_rec* r, const char* stage, Error error) {
  config_of(r->server).process->counters.count_rejected(error.cause);
  log_refusal(r, stage, error);
}

// verify_text does the work: text to octets, octets to a message, message to verified IDs.
Verified verify_text(const request_rec* r, std::string_view text,
                     const tls::ConnectionBinding& binding) {
  if (text.empty()) return refuse(r, kDecode, {Cause::kNoValue}), nullptr;
  const auto octets = core::base64url_decode(text);
  if (!octets.ok()) return refuse(r, kDecode, octets.error()), nullptr;
  const auto message = core::decode_message(octets.value());
  if (!message.ok()) return refuse(r, kDecode, message.error()), nullptr;
  const auto shape = verify::check_shape(message.value(), binding.negotiated);
  if (!shape.ok()) return refuse(r, kVerify, shape.error()), nullptr;
  auto check = config_of(r->server).process->checks->borrow();
  if (!check.ok()) return refuse(r, kVerify, check.error()), nullptr;
  verify::OpensslCheck& openssl = *check.value();
  auto verified = verify::verify_message(message.value(), binding, openssl, openssl.digester());
  if (!verified.ok()) return refuse(r, kVerify, verified.error()), nullptr;
  return std::make_shared<const verify::VerifiedBindings>(std::move(verified).value());
}

// recognize_or_verify spares a client that repeats its header the price of the signatures.
Verified recognize_or_verify(const request_rec* r, std::string_view text, Connection& connection,
                             const tls::ConnectionBinding& binding) {
  const Counters& counters = config_of(r->server).process->counters;
  if (Verified known = connection.recognized.find(binding.epoch, text)) {
    counters.count(Event::recognized);
    return known;
  }
  Verified verified = verify_text(r, text, binding);
  if (verified) {
    counters.count(Event::verified);
    connection.recognized.remember(binding.epoch, text, verified);
  }
  return verified;
}

// bound_connection gives the binding on which a request counts as bound: the connection negotiated
// one, and the request's own host, which need not be the handshake's, would have agreed to it.
std::shared_ptr<const tls::ConnectionBinding> bound_connection(const request_rec* r,
                                                               const Connection* connection) {
  if (connection == nullptr) return nullptr;
  auto binding = connection->handshake.binding();
  if (!binding || !policy::allows(config_of(r->server).settings, binding->negotiated)) return {};
  return binding;
}

policy::Observation observe(const request_rec* r, const Scrubbed& scrubbed,
                            const std::optional<verify::AssertedFields>& asserted,
                            Request& request) {
  policy::Observation seen{.presence = scrubbed.presence};
  if (scrubbed.presence == Presence::several) {
    refuse(r, kDecode, {Cause::kSeveralFields});
    return seen;
  }
  // A message beside them was meant for that proxy and signed for its connection, not for this one.
  if (asserted) {
    seen.assertion = take_assertion(r, *asserted, request);
    return seen;
  }
  Connection* connection = connection_of(r->connection);
  const auto binding = bound_connection(r, connection);
  if (!binding) return seen;
  seen.negotiated = true;
  request.binding = binding;
  if (scrubbed.presence == Presence::absent) {
    config_of(r->server).process->counters.count(Event::absent);
    return seen;
  }
  request.verified = recognize_or_verify(r, scrubbed.message, *connection, *binding);
  seen.message = request.verified ? Verdict::good : Verdict::bad;
  if (request.verified) request.message = scrubbed.message;
  return seen;
}

Request* begin(const request_rec* original) {
  auto* request = make_in<Request>(original->pool);
  request->pool = original->pool;
  ap_set_module_config(original->request_config, &token_binding_module, request);
  return request;
}

// judge runs once for each request that arrives.
int judge(request_rec* r) {
  const std::optional<verify::AssertedFields> asserted = asserted_fields(r);
  const ServerConfig& config = config_of(r->server);
  const Scrubbed scrubbed = scrub(r->headers_in, config.chosen_names(), r->pool);
  Request* request = begin(r);
  const policy::Observation seen = observe(r, scrubbed, asserted, *request);
  request->decision = policy::decide(seen, config.settings.invalid_action);
  expose(r, *request);
  return request->decision.http_status == policy::kGoOn ? DECLINED : request->decision.http_status;
}

// ErrorDocument, DirectoryIndex and per-directory rewriting run this hook again, with the header
// gone: they take what the original request got. An original that httpd refused before any hook
// ran, for want of a Host say, was never scrubbed: it is now, and stays unbound.
int judge_original(request_rec* r) {
  if (request_of(r) != nullptr) return DECLINED;
  const request_rec* original = original_of(r);
  if (original == r) return judge(r);
  scrub(r->headers_in, config_of(r->server).chosen_names(), r->pool);
  expose(r, *begin(original));
  return DECLINED;
}

}  // namespace

void register_request_hooks(apr_pool_t*) {
  ap_hook_post_read_request(judge_original, nullptr, nullptr, APR_HOOK_REALLY_FIRST);
}

}  // namespace tb::httpd
