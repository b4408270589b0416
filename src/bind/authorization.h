// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace tb::bind {

// Authorization is one field of that name, taken apart; views into its text.
struct Authorization {
  std::string_view scheme;
  std::string_view credentials;
  bool is_token;  // the scheme is Bearer (RFC 6750) or DPoP (RFC 9449), in any case
  bool is_dpop;   // it is DPoP
};

// parse_authorization returns nothing unless `field` is one field of the grammar of RFC 9110 11.4:
// a scheme, blanks, and credentials, which are under Bearer and DPoP one run of visible ASCII
// without commas and quotes (wider than RFC 6750's b64token, as opaque tokens are), and under other
// schemes such a run or a list of parameters. Servers join repeated fields by a comma; that is no
// such list, for in none of its elements a blank stands before something else than `=`.
std::optional<Authorization> parse_authorization(std::string_view field);

}  // namespace tb::bind
