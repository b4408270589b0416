// SPDX-License-Identifier: Apache-2.0
#include "httpd/trailers.h"

#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include <array>

#include "httpd/config.h"
#include "httpd/expose.h"
#include "httpd/process.h"
#include "httpd/scrub.h"

namespace tb::httpd {
namespace {

// RFC 9110 6.5.1 has no credentials in trailers. Merged, they would stand beside those that were
// judged: a bare cookie beside a sealed one, another client's token beside one's own.
class Credentials {
 public:
  explicit Credentials(request_rec* r) : r_(r) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      values_[i] = apr_table_getm(r->pool, r->headers_in, kNames[i]);
    }
  }
  void restore() const {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      apr_table_unset(r_->trailers_in, kNames[i]);
      apr_table_unset(r_->headers_in, kNames[i]);
      if (values_[i] != nullptr) apr_table_setn(r_->headers_in, kNames[i], values_[i]);
    }
  }

 private:
  static constexpr std::array<const char*, 2> kNames{"Authorization", "Cookie"};

  request_rec* r_;
  std::array<const char*, kNames.size()> values_{};
};

bool has_end_of_body(const apr_bucket_brigade* brigade) {
  for (const apr_bucket* bucket = APR_BRIGADE_FIRST(brigade);
       bucket != APR_BRIGADE_SENTINEL(brigade); bucket = APR_BUCKET_NEXT(bucket)) {
    if (APR_BUCKET_IS_EOS(bucket)) return true;
  }
  return false;
}

// RFC 8473 2: no effect in trailers. `MergeTrailers On` adds them to the header fields when the
// body has been read, after the header was scrubbed; so it is scrubbed again, and what was exposed
// is put back, before whoever reads the body can look.
apr_status_t scrub_trailers(ap_filter_t* filter, apr_bucket_brigade* brigade, ap_input_mode_t mode,
                            apr_read_type_e block, apr_off_t octets) {
  request_rec* r = filter->r;
  const Credentials credentials(r);
  const apr_status_t status = ap_get_brigade(filter->next, brigade, mode, block, octets);
  if (status != APR_SUCCESS || !has_end_of_body(brigade)) return status;
  credentials.restore();
  const ReservedNames chosen = config_of(r->server).chosen_names();
  scrub(r->headers_in, chosen, r->pool);
  scrub(r->trailers_in, chosen, r->pool);
  if (Request* request = request_of(r)) expose(r, *request);
  ap_remove_input_filter(filter);
  return status;
}

void insert_filter(request_rec* r) {
  // Under HTTP/1.1 only a chunked body has trailers; HTTP/2 does not tell in advance.
  const bool possible = r->proto_num >= HTTP_VERSION(2, 0) ||
                        apr_table_get(r->headers_in, "Transfer-Encoding") != nullptr;
  if (possible && r->main == nullptr) {
    ap_add_input_filter_handle(config_of(r->server).process->trailers_filter, nullptr, r,
                               r->connection);
  }
}

}  // namespace

void register_trailer_hooks(apr_pool_t*) {
  // Of two filters of one type the later stands nearer to the network: this one must come after
  // HTTP_IN, which merges the trailers.
  constexpr auto kAfterProtocol = static_cast<ap_filter_type>(AP_FTYPE_PROTOCOL - 1);
  ap_register_input_filter(kTrailersFilter, scrub_trailers, nullptr, kAfterProtocol);
  ap_hook_insert_filter(insert_filter, nullptr, nullptr, APR_HOOK_MIDDLE);
}

}  // namespace tb::httpd
