// SPDX-License-Identifier: Apache-2.0
#include <http_protocol.h>
#include <mod_status.h>

#include "httpd/config.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"

namespace tb::httpd {

// For machines every number, for people those that have happened.
int show_counters(request_rec* r, int flags) {
  const bool for_machines = (flags & AP_STATUS_SHORT) != 0;
  if (!for_machines) ap_rputs("<hr />\n<h2>Token Binding</h2>\n<dl>\n", r);
  const std::vector<Counters::Line> lines =
      Counters::lines(counters_of_all(config_of(r->server).state->all_numbers));
  for (const Counters::Line& line : lines) {
    if (for_machines) {
      ap_rprintf(r, "TokenBinding%s: %" APR_UINT64_T_FMT "\n", line.name.c_str(), line.total);
    } else if (line.total != 0 || !line.is_detail) {
      ap_rprintf(r, "<dt>%s: %" APR_UINT64_T_FMT "</dt>\n", line.name.c_str(), line.total);
    }
  }
  if (!for_machines) ap_rputs("</dl>\n", r);
  return OK;
}

}  // namespace tb::httpd
