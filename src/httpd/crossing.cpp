// SPDX-License-Identifier: Apache-2.0
#include <httpd.h>

#include <http_protocol.h>

#include "httpd/cookie_state.h"
#include "httpd/hooks.h"
#include "httpd/navigation.h"
#include "httpd/request.h"

namespace tb::httpd {
namespace {

// The browser loads the same address again, this time from this origin, and refreshes its proof
// before it does.
constexpr const char* kPage =
    "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"refresh\" content=\"0\"><title>One "
    "moment</title></head><body></body></html>\n";

}  // namespace

// A browser does not refresh its proof for a navigation that another site began, a link in a mail
// say. The second time Sec-Fetch-Site tells the difference, so this cannot loop.
int answer_crossing(request_rec* r) {
  if (r->main != nullptr || r->prev != nullptr || r->method_number != M_GET) return DECLINED;
  const Arrival* arrival = arrival_of(r);
  if (arrival == nullptr || arrival->cookies == nullptr) return DECLINED;
  if (arrival->cookies->succession.aside.empty()) return DECLINED;
  if (navigation_of(r) != Navigation::from_elsewhere) return DECLINED;
  ap_set_content_type(r, "text/html; charset=utf-8");
  apr_table_setn(r->headers_out, "Cache-Control", "no-store");
  apr_table_setn(r->headers_out, "Content-Security-Policy", "default-src 'none'");
  if (!r->header_only) ap_rputs(kPage, r);
  return DONE;
}

}  // namespace tb::httpd
