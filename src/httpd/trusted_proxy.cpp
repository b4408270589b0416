// SPDX-License-Identifier: Apache-2.0
#include "httpd/trusted_proxy.h"

#include "httpd/config.h"
#include "httpd/log.h"
#include "httpd/module_state.h"
#include "httpd/subnet.h"
#include "policy/exports.h"

namespace tb::httpd {
namespace {

using policy::ExportName;

std::optional<std::string_view> field(const request_rec* r, ExportName name) {
  const char* value = apr_table_get(r->headers_in, policy::row_of(name).header);
  if (value == nullptr) return {};
  return value;
}

bool trusts_proxies(const ServerConfig& config) {
  return config.settings.enabled && config.trusted_proxies != nullptr;
}

// A client that forges, or a proxy whose address the operator got wrong.
void note_unlisted(const request_rec* r) {
  counters_of(r).count(Event::unlisted);
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                "verify: the Token Binding IDs that %s asserts were removed: "
                "TokenBindingTrustedProxy does not list that address",
                r->connection->client_ip);
}

}  // namespace

bool comes_from_trusted_proxy(const request_rec* r) {
  const ServerConfig& config = config_of(r->server);
  return config.settings.enabled && contains(config.trusted_proxies, r->connection->client_addr);
}

std::optional<verify::AssertedFields> asserted_fields(const request_rec* r) {
  if (!trusts_proxies(config_of(r->server))) return {};
  const verify::AssertedFields fields{.provided = field(r, ExportName::provided),
                                      .referred = field(r, ExportName::referred),
                                      .other = field(r, ExportName::other)};
  if (!fields.provided && !fields.referred && !fields.other) return {};
  if (comes_from_trusted_proxy(r)) return fields;
  note_unlisted(r);
  return {};
}

std::shared_ptr<const verify::VerifiedBindings> take_assertion(
    const request_rec* r, const verify::AssertedFields& fields) {
  const ModuleState& state = *config_of(r->server).state;
  const auto refuse = [&](core::Error error) -> std::shared_ptr<const verify::VerifiedBindings> {
    counters_of(r).count_rejected(error.cause);
    log_refusal(r, "verify: a trusted proxy's header", error);
    return nullptr;
  };
  auto check = state.verifiers->borrow();
  if (!check.ok()) return refuse(check.error());
  auto verified = verify::accept_asserted(fields, (*check.value()).digester());
  if (!verified.ok()) return refuse(verified.error());
  counters_of(r).count(Event::asserted);
  return std::make_shared<const verify::VerifiedBindings>(std::move(verified).value());
}

}  // namespace tb::httpd
