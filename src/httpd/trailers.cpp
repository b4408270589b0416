// SPDX-License-Identifier: Apache-2.0
#include <http_protocol.h>
#include <util_filter.h>

#include "httpd/config.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"
#include "httpd/scrub.h"

namespace tb::httpd {
namespace {

// RFC 8473 2: no effect in trailers. RFC 9110 6.5.1 has no credentials there either: merged, they
// would stand beside those that were judged, a bare cookie beside a sealed one, another client's
// token beside one's own.
void scrub_table(request_rec* r) {
  scrub(r->trailers_in, config_of(r->server).chosen_names(), r->pool);
  for (const char* credentials : {"Authorization", "Cookie", "Cookie2"}) {
    apr_table_unset(r->trailers_in, credentials);
  }
}

}  // namespace

// `MergeTrailers On` adds them to the header fields when the body has been read, and even when one
// of them was malformed. HTTP_IN does that in a new table: the old one is still what was judged.
apr_status_t scrub_trailers(ap_filter_t* filter, apr_bucket_brigade* brigade, ap_input_mode_t mode,
                            apr_read_type_e block, apr_off_t octets) {
  request_rec* r = filter->r;
  const apr_table_t* judged = r->headers_in;
  const apr_status_t status = ap_get_brigade(filter->next, brigade, mode, block, octets);
  // HTTP_IN reads the trailers' lines through this filter too, and takes them for header fields.
  if (apr_is_empty_table(r->trailers_in) || r->headers_in == r->trailers_in) return status;
  scrub_table(r);
  if (r->headers_in != judged) {
    r->headers_in = apr_table_overlay(r->pool, judged, r->trailers_in);
  }
  return status;
}

// Not in insert_filter, which comes just before the handler: mod_ssl, when a directory asks for a
// certificate, and mod_auth_form read the body before that.
void insert_trailers_filter(request_rec* r, conn_rec* c) {
  ap_filter_rec_t* filter = config_of(r->server).state->trailers_filter;
  if (filter != nullptr) ap_add_input_filter_handle(filter, nullptr, r, c);
}

// Who logs trailers (%{...}^ti), also where nobody merges them, shall not take a forgery for ours.
int scrub_before_logging(request_rec* r) {
  if (!apr_is_empty_table(r->trailers_in)) scrub_table(r);
  return DECLINED;
}

}  // namespace tb::httpd
