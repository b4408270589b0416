// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "httpd/module.h"

namespace tb::httpd {

// Navigation is what the Sec-Fetch fields (Fetch Metadata) say of a request: a person goes to a
// page from this origin, or from another site, or it is no such thing. Scripts cannot set these
// fields.
enum class Navigation : std::uint8_t { none, from_here, from_elsewhere };

inline Navigation navigation_of(const request_rec* r) {
  const auto is = [r](const char* name, const char* value) {
    const char* field = apr_table_get(r->headers_in, name);
    return field != nullptr && ap_cstr_casecmp(field, value) == 0;
  };
  if (!is("Sec-Fetch-Mode", "navigate")) return Navigation::none;
  if (is("Sec-Fetch-Site", "same-origin")) return Navigation::from_here;
  const bool elsewhere = is("Sec-Fetch-Site", "cross-site") || is("Sec-Fetch-Site", "same-site");
  return elsewhere && is("Sec-Fetch-Dest", "document") ? Navigation::from_elsewhere
                                                       : Navigation::none;
}

}  // namespace tb::httpd
