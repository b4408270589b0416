// SPDX-License-Identifier: Apache-2.0
#include "httpd/trusted_proxy.h"

#include <apr_network_io.h>

#include "httpd/config.h"
#include "httpd/log.h"
#include "httpd/process.h"
#include "policy/exports.h"

namespace tb::httpd {
namespace {

using policy::ExportName;
using policy::Verdict;

std::optional<std::string_view> field(const request_rec* r, ExportName name) {
  const char* value = apr_table_get(r->headers_in, policy::header_name(name));
  if (value == nullptr) return {};
  return value;
}

}  // namespace

bool comes_from_trusted_proxy(const request_rec* r) {
  const ServerConfig& config = config_of(r->server);
  const apr_array_header_t* subnets = config.trusted_proxies;
  if (subnets == nullptr || !config.settings.enabled) return false;
  for (int i = 0; i < subnets->nelts; ++i) {
    apr_ipsubnet_t* subnet = APR_ARRAY_IDX(subnets, i, apr_ipsubnet_t*);
    if (apr_ipsubnet_test(subnet, r->connection->client_addr) != 0) return true;
  }
  return false;
}

std::optional<verify::AssertedFields> asserted_fields(const request_rec* r) {
  if (!comes_from_trusted_proxy(r)) return {};
  const verify::AssertedFields fields{.provided = field(r, ExportName::provided),
                                      .referred = field(r, ExportName::referred),
                                      .other = field(r, ExportName::other)};
  if (!fields.provided && !fields.referred && !fields.other) return {};
  return fields;
}

Verdict take_assertion(const request_rec* r, const verify::AssertedFields& fields,
                       Request& request) {
  const Process& process = *config_of(r->server).process;
  const auto refuse = [&](core::Error error) {
    process.counters.count_rejected(error.cause);
    log_refusal(r, "verify: a trusted proxy's header", error);
    return Verdict::bad;
  };
  auto check = process.checks->borrow();
  if (!check.ok()) return refuse(check.error());
  auto verified = verify::accept_asserted(fields, (*check.value()).digester());
  if (!verified.ok()) return refuse(verified.error());
  process.counters.count(Event::asserted);
  request.verified = std::make_shared<const verify::VerifiedBindings>(std::move(verified).value());
  return Verdict::good;
}

}  // namespace tb::httpd
