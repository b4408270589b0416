// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bind/owned.h"

namespace tb::bind {

// The protected header of a sealed cookie (RFC 7516 4) is
// {"typ":"tb-cookie","alg":"dir","enc":"A256GCM","kid":"...","for":"..."}. Its `typ` tells it from
// every other JWE that an application may keep in a cookie. `for` is client_mark of the ID that it
// was sealed to: no secret and no proof, but it tells whose a seal is before that is opened.
struct JweHeader {
  std::string kid;
  std::string client_mark;  // empty in seals of 1.0, and of tokens that are no cookies
};

// make_jwe_header gives that header, `typ` first; null when memory is short.
Owned<json_t> make_jwe_header(const JweHeader& content);

// read_jwe_header gives the header of a value that claims to be a sealed cookie, and nothing for
// any other value; an empty kid when what else the header says is not what is sealed here. A value
// that does not even begin like one costs a comparison, others the parsing of at most 408 octets of
// JSON.
std::optional<JweHeader> read_jwe_header(std::string_view value);

}  // namespace tb::bind
