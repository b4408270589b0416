// SPDX-License-Identifier: Apache-2.0
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include <algorithm>

#include "httpd/cache.h"
#include "httpd/config.h"
#include "httpd/denial.h"
#include "httpd/dpop.h"
#include "httpd/entries.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"
#include "httpd/request.h"
#include "httpd/session_url.h"
#include "httpd/set_cookies.h"
#include "policy/exports.h"
#include "policy/reserved_names.h"

namespace tb::httpd {
namespace {

constexpr const char* kIncludeReferred = "Include-Referred-Token-Binding-ID";
// The name in the draft of March 2016, which clients of versions below 1.0 may know alone.
constexpr const char* kIncludeReferer = "Include-Referer-Token-Binding-ID";

// may_hold_request_fields says no, by their first letters, to the fields of most responses.
bool may_hold_request_fields(const apr_table_t* headers) {
  return std::ranges::any_of(entries_of(headers), [](const apr_table_entry_t& entry) {
    return entry.key != nullptr && policy::may_be_reserved(*entry.key);
  });
}

// RFC 8473 2: the field is for requests only, and so are ours (draft-ietf-tokbind-ttrp 2.2): an
// application that echoes what it got must not tell the client's scripts.
void remove_request_fields(apr_table_t* headers) {
  if (!may_hold_request_fields(headers)) return;
  for (const policy::ExportRow& row : policy::export_rows()) {
    if (row.header != nullptr) apr_table_unset(headers, row.header);
  }
}

// RFC 8473 5.3: only in a redirect, only to a client that has itself sent a message. 304 leads
// nowhere, and its fields would be stored with what the client has cached.
void ask_for_referred(request_rec* r) {
  const bool redirect = ap_is_HTTP_REDIRECT(r->status) && r->status != HTTP_NOT_MODIFIED;
  const policy::Judgement* judgement = redirect ? judgement_of(r) : nullptr;
  if (judgement == nullptr || !judgement->proofs.bindings) return;
  if (!directory_config_of(r).include_referred.value_or(false)) return;
  for (const char* name : {kIncludeReferred, kIncludeReferer}) {
    apr_table_unset(r->headers_out, name);  // once, whoever else has set it
    apr_table_unset(r->err_headers_out, name);
  }
  apr_table_setn(r->err_headers_out, kIncludeReferred, "true");
  const bool is_draft =
      judgement->binding != nullptr && judgement->binding->negotiated.version < core::kVersion1_0;
  if (is_draft) apr_table_setn(r->err_headers_out, kIncludeReferer, "true");
}

void finish_header(request_rec* r) {
  allow_expiry(r);
  remove_request_fields(r->headers_out);
  remove_request_fields(r->err_headers_out);
  ask_for_referred(r);
  log_denial(r);
  send_dpop_nonce(r);
  seal_response_cookies(r);
  remove_response_sessions(r);
}

}  // namespace

// The filter sits where a response's header fields are complete and not yet written, whoever made
// them: a handler, a proxied backend, another module, or httpd for an error. Under HTTP/2 it stays,
// since a backend's trailers come with the last octets and are handed on.
apr_status_t finish_response(ap_filter_t* filter, apr_bucket_brigade* brigade) {
  request_rec* r = filter->r;
  const bool first = filter->ctx == nullptr;
  if (first) finish_header(r);
  filter->ctx = filter;
  remove_request_fields(r->trailers_out);
  remove_trailer_cookies(r);
  if (r->proto_num < HTTP_VERSION(2, 0)) ap_remove_output_filter(filter);
  return ap_pass_brigade(filter->next, brigade);
}

// An error response drops the filters of the response that it replaces.
void insert_response_filter(request_rec* r) {
  if (r->main != nullptr) return;
  ap_add_output_filter_handle(config_of(r->server).state->response_filter, nullptr, r,
                              r->connection);
}

}  // namespace tb::httpd
