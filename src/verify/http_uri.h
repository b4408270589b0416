// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tb::verify {

// canonical_http_uri returns the one text of all http and https URIs that are equivalent by
// syntax and scheme (RFC 3986 6.2.2, 6.2.3), without query and fragment: scheme and host in lower
// case, no default port, no dot segments, an empty path as "/", percent-encoding in upper case and
// only of what is not unreserved. It returns nothing for other texts: another scheme, user
// information, a port that is no number, an octet that is no visible ASCII, an incomplete escape.
// Linear in `uri`.
std::optional<std::string> canonical_http_uri(std::string_view uri);

}  // namespace tb::verify
