// SPDX-License-Identifier: Apache-2.0
#include "httpd/scrub.h"

#include <apr_strings.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "policy/reserved_names.h"

namespace tb::httpd {
namespace {

using policy::Presence;

std::span<const apr_table_entry_t> entries_of(const apr_table_t* table) {
  const apr_array_header_t* elements = apr_table_elts(table);
  return {reinterpret_cast<const apr_table_entry_t*>(elements->elts),
          static_cast<std::size_t>(elements->nelts)};
}

// httpd joins repeated fields with a comma, which no message contains: any comma means several.
void take_message(Scrubbed& scrubbed, const char* value) {
  const bool several =
      scrubbed.presence != Presence::absent || std::strchr(value, ',') != nullptr;
  scrubbed.presence = several ? Presence::several : Presence::one;
  scrubbed.message = several ? nullptr : value;
}

bool may_not_set(const char* name, ReservedNames chosen) {
  return (policy::may_be_reserved(*name) && policy::is_reserved(name)) || std::ranges::any_of(chosen, [name](const char* reserved) {
           return policy::same_spelling(name, reserved);
         });
}

// remove takes out what Scrubbed has counted. The entries after a removed one move up.
void remove(apr_table_t* headers, ReservedNames chosen) {
  for (std::size_t i = 0; i < entries_of(headers).size();) {
    const char* name = entries_of(headers)[i].key;
    if (name != nullptr && may_not_set(name, chosen)) {
      apr_table_unset(headers, name);
    } else {
      ++i;
    }
  }
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
  bool found = false;
  for (const apr_table_entry_t& entry : entries_of(headers)) {
    if (entry.key == nullptr || !may_not_set(entry.key, chosen)) continue;
    if (policy::same_name(entry.key, policy::kMessageField)) take_message(scrubbed, entry.val);
    found = true;
  }
  if (found) remove(headers, chosen);
  clean_connection(headers, pool);
  return scrubbed;
}

}  // namespace tb::httpd
