// SPDX-License-Identifier: Apache-2.0
#include "httpd/cache.h"

#include <util_filter.h>

#include <algorithm>

#include "bind/set_cookie.h"
#include "httpd/config.h"
#include "httpd/cookie_rules.h"
#include "httpd/cookies.h"
#include "httpd/entries.h"
#include "httpd/hooks.h"
#include "httpd/module_state.h"
#include "httpd/request.h"

namespace tb::httpd {
namespace {

bool sets_bound_cookie(const apr_table_t* headers, const bind::CookieNames& names) {
  return std::ranges::any_of(entries_of(headers), [&](const apr_table_entry_t& entry) {
    if (entry.key == nullptr || ap_cstr_casecmp(entry.key, "Set-Cookie") != 0) return false;
    const auto fields = bind::unfolded(entry.val, names);
    return std::ranges::any_of(fields, [&](std::string_view field) {
      const auto cookie = bind::read_set_cookie(field);
      return cookie && !names.find(cookie->name).empty();
    });
  });
}

// must_not_be_stored: mod_cache stores the fields of the request, so opened cookies, and those of
// the response before they are sealed.
bool must_not_be_stored(const request_rec* r) {
  if (opened_cookies(r)) return true;
  const auto rules = response_cookie_rules(r);
  return rules && (sets_bound_cookie(r->headers_out, rules->names) ||
                   sets_bound_cookie(r->err_headers_out, rules->names));
}

}  // namespace

// The filter stands just before mod_cache's, whose word this is: other than Cache-Control, it has
// to heed it whatever CacheStorePrivate says.
apr_status_t keep_from_cache(ap_filter_t* filter, apr_bucket_brigade* brigade) {
  request_rec* r = filter->r;
  ap_filter_t* next = filter->next;
  Slot* slot = r->no_cache == 0 && must_not_be_stored(r) ? slot_of(r) : nullptr;
  if (slot != nullptr) {
    slot->kept_from_cache = true;
    r->no_cache = 1;
  }
  ap_remove_output_filter(filter);
  return ap_pass_brigade(next, brigade);
}

void insert_cache_filter(request_rec* r) {
  if (!config_of(r->server).binds_cookies.value) return;
  const ModuleState& state = *config_of(r->server).state;
  ap_add_output_filter_handle(
      r->main == nullptr ? state.cache_filter : state.subrequest_cache_filter, nullptr, r,
      r->connection);
}

void allow_expiry(request_rec* r) {
  Slot* slot = slot_of(r);
  if (slot == nullptr || !slot->kept_from_cache) return;
  slot->kept_from_cache = false;
  r->no_cache = 0;
}

bool comes_from_cache(const request_rec* r) {
  // Variables of mod_cache, whose header is no C++.
  return apr_table_get(r->subprocess_env, "cache-hit") != nullptr ||
         apr_table_get(r->subprocess_env, "cache-revalidate") != nullptr;
}

}  // namespace tb::httpd
