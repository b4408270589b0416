// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <apr_tables.h>

#include <span>

namespace tb::httpd {

// entries_of is what an APR table holds, in order; adding to the table or removing from it ends the
// view.
inline std::span<const apr_table_entry_t> entries_of(const apr_table_t* table) {
  const apr_array_header_t* elements = apr_table_elts(table);
  return {reinterpret_cast<const apr_table_entry_t*>(elements->elts),
          static_cast<std::size_t>(elements->nelts)};
}

}  // namespace tb::httpd
