// SPDX-License-Identifier: Apache-2.0
#include "bind/session_url.h"

#include <algorithm>

#include "core/text.h"

namespace tb::bind {
namespace {

constexpr std::string_view kEscapedSemicolon = "%3b";

std::size_t escaped_semicolon_at(std::string_view text) {
  return std::ranges::equal(text.substr(0, kEscapedSemicolon.size()), kEscapedSemicolon, {},
                            core::lower)
             ? kEscapedSemicolon.size()
             : 0;
}

// separator_at is how long the separator is with which `text` begins, or 0.
std::size_t separator_at(std::string_view text) {
  if (text.front() == ';' || text.front() == '/') return 1;
  return escaped_semicolon_at(text);
}

// take_parameter takes what ends before the next separator off a path, with the separator that it
// begins with.
std::string_view take_parameter(std::string_view& path) {
  std::size_t end = std::max<std::size_t>(separator_at(path), 1);
  while (end < path.size() && separator_at(path.substr(end)) == 0) ++end;
  const std::string_view parameter = path.substr(0, end);
  path.remove_prefix(end);
  return parameter;
}

// without returns a path without the parameters for which `judge` returns true. It gets them
// without the separator before them.
template <typename Judge>
std::string without(std::string_view path, Judge judge) {
  std::string kept;
  while (!path.empty()) {
    const std::size_t separator = separator_at(path);
    const bool is_parameter = separator > 0 && path.front() != '/';
    const std::string_view one = take_parameter(path);
    if (!is_parameter || !judge(one.substr(separator))) kept += one;
  }
  return kept;
}

}  // namespace

CleanedText without_path_sessions(std::string_view path, const CookieNames& names) {
  CleanedText cleaned;
  cleaned.text = without(path, [&](std::string_view parameter) {
    const std::string_view pattern = names.find_parameter(parameter);
    if (!pattern.empty()) cleaned.pattern = pattern;
    return !pattern.empty();
  });
  return cleaned;
}

CleanedText without_query_sessions(std::string_view query, const CookieNames& names) {
  CleanedText cleaned;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find_first_of("&;"), query.size());
    const std::string_view pattern = names.find_parameter(query.substr(0, end));
    const std::size_t next = std::min(end + 1, query.size());
    if (pattern.empty()) {
      cleaned.text += query.substr(0, next);
    } else {
      cleaned.pattern = pattern;
    }
    query.remove_prefix(next);
  }
  const bool ends_anew = !cleaned.pattern.empty() && !cleaned.text.empty();
  if (ends_anew && (cleaned.text.back() == '&' || cleaned.text.back() == ';')) {
    cleaned.text.pop_back();
  }
  return cleaned;
}

CleanedText without_url_sessions(std::string_view url, const CookieNames& names) {
  const std::size_t mark = std::min(url.find('?'), url.size());
  CleanedText cleaned = without_path_sessions(url.substr(0, mark), names);
  if (mark == url.size()) return cleaned;
  const CleanedText query = without_query_sessions(url.substr(mark + 1), names);
  if (!query.text.empty() || query.pattern.empty()) cleaned.text += '?' + query.text;
  if (!query.pattern.empty()) cleaned.pattern = query.pattern;
  return cleaned;
}

std::string without_parameters(std::string_view path) {
  return without(path, [](std::string_view) { return true; });
}

}  // namespace tb::bind
