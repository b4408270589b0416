// SPDX-License-Identifier: Apache-2.0
#include "httpd/status.h"

#include <apr_optional_hooks.h>
#include <http_protocol.h>
#include <mod_status.h>

#include "httpd/config.h"
#include "httpd/process.h"

namespace tb::httpd {
namespace {

// For machines every number, for people those that have happened.
int show_counters(request_rec* r, int flags) {
  const Counters& counters = config_of(r->server).process->counters;
  const bool for_machines = (flags & AP_STATUS_SHORT) != 0;
  if (!for_machines) ap_rputs("<hr />\n<h2>Token Binding</h2>\n<dl>\n", r);
  for (std::size_t slot = 0; slot < Counters::kSlots; ++slot) {
    const Counters::Line line = counters.line(slot);
    if (for_machines) {
      ap_rprintf(r, "TokenBinding%s: %" APR_UINT64_T_FMT "\n", line.name.c_str(), line.total);
    } else if (line.total != 0 || slot < Counters::kEvents) {
      ap_rprintf(r, "<dt>%s: %" APR_UINT64_T_FMT "</dt>\n", line.name.c_str(), line.total);
    }
  }
  if (!for_machines) ap_rputs("</dl>\n", r);
  return OK;
}

}  // namespace

void register_status(apr_pool_t*) {
  APR_OPTIONAL_HOOK(ap, status_hook, show_counters, nullptr, nullptr, APR_HOOK_MIDDLE);
}

}  // namespace tb::httpd
