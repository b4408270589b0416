// SPDX-License-Identifier: Apache-2.0
#include "httpd/scrub.h"

#include <apr_strings.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "httpd/entries.h"
#include "policy/reserved_names.h"

namespace tb::httpd {
namespace {

using policy::Presence;

// httpd joins repeated fields with a comma, which no message contains: any comma means several.
void take_message(Scrubbed& scrubbed, const char* value) {
  const bool several = scrubbed.presence != Presence::absent || std::strchr(value, ',') != nullptr;
  scrubbed.presence = several ? Presence::several : Presence::one;
  scrubbed.message = several ? nullptr : value;
}

bool may_not_set(std::string_view name, ReservedNames chosen) {
  return policy::is_reserved(name) || std::ranges::any_of(chosen, [name](const char* reserved) {
           return policy::same_spelling(name, reserved);
         });
}

void clean_connection(apr_table_t* headers, apr_pool_t* pool) {
  const char* value = apr_table_get(headers, "Connection");
  if (value == nullptr) return;
  const std::optional<std::string> cleaned = policy::without_reserved(value);
  if (!cleaned) return;
  if (cleaned->empty()) {
    apr_table_unset(headers, "Connection");
  } else {
    apr_table_setn(headers, "Connection", apr_pstrmemdup(pool, cleaned->data(), cleaned->size()));
  }
}

}  // namespace

Scrubbed scrub(apr_table_t* headers, ReservedNames chosen, apr_pool_t* pool) {
  Scrubbed scrubbed;
  apr_array_header_t* names = nullptr;  // removing while walking would skip entries
  for (const apr_table_entry_t& entry : entries_of(headers)) {
    if (entry.key == nullptr) continue;
    if (chosen.empty() && !policy::may_be_reserved(*entry.key)) continue;
    if (!may_not_set(entry.key, chosen)) continue;
    if (policy::same_name(entry.key, policy::kMessageField)) take_message(scrubbed, entry.val);
    if (names == nullptr) names = apr_array_make(pool, 4, sizeof(const char*));
    APR_ARRAY_PUSH(names, const char*) = entry.key;
  }
  for (int i = 0; names != nullptr && i < names->nelts; ++i) {
    apr_table_unset(headers, APR_ARRAY_IDX(names, i, const char*));
  }
  clean_connection(headers, pool);
  return scrubbed;
}

}  // namespace tb::httpd
