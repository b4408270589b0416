// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "bind/cookie_names.h"

namespace tb::bind {

// CleanedText is a part of a URL without what could be the session ID of a bound cookie. `pattern`
// is the operator's, of one that was removed, and empty when `text` is as it was; it lives as long
// as the CookieNames.
struct CleanedText {
  std::string text;
  std::string_view pattern;
};

// without_path_sessions removes parameters of path segments, such as `;jsessionid=...`. What begins
// with `;` or `%3B` and ends before the next or before `/` is one parameter. A name that is a token
// is judged as that of a cookie; in any other parameter no bound name may occur. Linear.
CleanedText without_path_sessions(std::string_view path, const CookieNames& names);

// without_query_sessions does the same to a query, whose parameters end at `&` and `;`.
CleanedText without_query_sessions(std::string_view query, const CookieNames& names);

// without_url_sessions does both to a URL or to its path and query, as a request line has it.
CleanedText without_url_sessions(std::string_view url, const CookieNames& names);

// without_parameters removes all parameters of path segments: what a servlet container maps.
std::string without_parameters(std::string_view path);

}  // namespace tb::bind
