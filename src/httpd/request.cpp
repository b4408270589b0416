// SPDX-License-Identifier: Apache-2.0
#include "httpd/request.h"

#include <http_protocol.h>

#include <string_view>

#include "core/base64url.h"
#include "httpd/certificate.h"
#include "httpd/config.h"
#include "httpd/connection.h"
#include "httpd/device.h"
#include "httpd/hooks.h"
#include "httpd/log.h"
#include "httpd/module_state.h"
#include "httpd/pool.h"
#include "httpd/scrub.h"
#include "httpd/trusted_proxy.h"
#include "verify/verify_message.h"

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
  counters_of(r).count_rejected(error.cause);
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
  auto check = config_of(r->server).state->verifiers->borrow();
  if (!check.ok()) return refuse(r, kVerify, check.error()), nullptr;
  verify::SignatureVerifier& openssl = *check.value();
  auto verified = verify::verify_message(message.value(), binding, openssl, openssl.digester());
  if (!verified.ok()) return refuse(r, kVerify, verified.error()), nullptr;
  return std::make_shared<const verify::VerifiedBindings>(std::move(verified).value());
}

// recognize_or_verify spares a client that repeats its header the price of the signatures.
Verified recognize_or_verify(const request_rec* r, std::string_view text, Connection& connection,
                             const tls::ConnectionBinding& binding) {
  const Counters& counters = counters_of(r);
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

// agreed_binding returns the binding on which a request counts as bound: the connection negotiated
// one, and the request's own host, which need not be the handshake's, would have agreed to it.
std::shared_ptr<const tls::ConnectionBinding> agreed_binding(const request_rec* r,
                                                             const Connection* connection) {
  if (connection == nullptr) return nullptr;
  auto binding = connection->handshake.binding();
  if (!binding || !policy::allows(config_of(r->server).settings, binding->negotiated)) return {};
  return binding;
}

// observe_message judges the message of a request on a connection that may have negotiated.
policy::Observation observe_message(const request_rec* r, const Scrubbed& scrubbed,
                                    policy::Judgement& judgement) {
  policy::Observation seen{.presence = scrubbed.presence};
  Connection* connection = connection_of(r->connection);
  judgement.binding = agreed_binding(r, connection);
  if (!judgement.binding) return seen;
  seen.negotiated = true;
  if (scrubbed.presence == Presence::absent) {
    counters_of(r).count(Event::absent);
    return seen;
  }
  judgement.proofs.bindings =
      recognize_or_verify(r, scrubbed.message, *connection, *judgement.binding);
  seen.message = judgement.proofs.bindings ? Verdict::good : Verdict::bad;
  if (judgement.proofs.bindings) judgement.message = scrubbed.message;
  return seen;
}

policy::Observation observe(const request_rec* r, const Scrubbed& scrubbed,
                            const std::optional<verify::AssertedFields>& asserted,
                            policy::Judgement& judgement) {
  if (scrubbed.presence == Presence::several) {
    refuse(r, kDecode, {Cause::kSeveralFields});
    return {.presence = scrubbed.presence};
  }
  if (!asserted) return observe_message(r, scrubbed, judgement);
  // A message beside them was meant for that proxy and signed for its connection, not for this one.
  judgement.proofs.bindings = take_assertion(r, *asserted);
  return {.presence = scrubbed.presence,
          .assertion = judgement.proofs.bindings ? Verdict::good : Verdict::bad};
}

Slot* own_slot(const request_rec* r) {
  return static_cast<Slot*>(ap_get_module_config(r->request_config, &token_binding_module));
}

Slot* make_slot(const request_rec* r, Arrival* arrival) {
  auto* slot = make_in<Slot>(r->pool, Slot{arrival, {}, {}, false});
  ap_set_module_config(r->request_config, &token_binding_module, slot);
  return slot;
}

void begin(const request_rec* original, policy::Judgement judgement) {
  const auto* lasting = make_in<policy::Judgement>(original->pool, std::move(judgement));
  make_slot(original, make_in<Arrival>(original->pool, Arrival{original->pool, lasting}));
}

// original_of returns the request_rec that arrived, of which `r` may be a redirect or a subrequest.
const request_rec* original_of(const request_rec* r) {
  while (r->main != nullptr || r->prev != nullptr) r = r->main != nullptr ? r->main : r->prev;
  return r;
}

int judge(request_rec* r) {
  const std::optional<verify::AssertedFields> asserted = asserted_fields(r);
  const ServerConfig& config = config_of(r->server);
  const Scrubbed scrubbed = scrub(r->headers_in, config.chosen_names(), r->pool);
  policy::Judgement judgement;
  const policy::Observation seen = observe(r, scrubbed, asserted, judgement);
  judgement.decision = policy::decide(seen, config.settings.invalid_action);
  judgement.proofs.certificate = proved_certificate(r);
  const int status = judgement.decision.http_status;
  DeviceState* device = take_device_fields(r);
  if (device != nullptr && !device->proofs.empty()) {
    judgement.proofs.device = device->proofs.front().key;
  }
  begin(r, std::move(judgement));
  arrival_of(r)->device = device;
  expose(r);
  if (device != nullptr) {
    const int answered = answer_device_request(r, *device);
    if (answered != DECLINED) return answered;
  }
  return status == policy::kNotRefused ? DECLINED : status;
}

}  // namespace

Slot* slot_of(request_rec* r) {
  if (Slot* slot = own_slot(r)) return slot;
  Arrival* arrival = arrival_of(r);
  return arrival != nullptr ? make_slot(r, arrival) : nullptr;
}

Arrival* arrival_of(const request_rec* r) {
  const Slot* slot = own_slot(r);
  if (slot == nullptr) slot = own_slot(original_of(r));
  return slot != nullptr ? slot->arrival : nullptr;
}

void add_proof(request_rec* r, const verify::Proofs& proofs) {
  Arrival* arrival = arrival_of(r);
  if (arrival == nullptr) return;
  auto* judgement = make_in<policy::Judgement>(arrival->pool, *arrival->judgement);
  judgement->proofs = proofs;
  arrival->judgement = judgement;
}

// ErrorDocument, DirectoryIndex and per-directory rewriting run this hook again, with the header
// gone: they share what the request that arrived has got. One that httpd refused before any hook
// ran, for want of a Host say, was never scrubbed: it is now, and proves nothing.
int judge_request(request_rec* r) {
  if (arrival_of(r) != nullptr) return DECLINED;
  const request_rec* original = original_of(r);
  if (original == r) return judge(r);
  scrub(r->headers_in, config_of(r->server).chosen_names(), r->pool);
  begin(original, {});
  expose(r);
  return DECLINED;
}

}  // namespace tb::httpd
