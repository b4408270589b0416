// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tb::policy {

// kMessageField carries the Token Binding message (RFC 8473 2).
inline constexpr std::string_view kMessageField = "Sec-Token-Binding";

// same_name compares header field names without regard to case.
bool same_name(std::string_view left, std::string_view right);

// same_spelling compares as a backend might: without regard to case, and with all characters that
// are neither letters nor digits treated as equal. CGI turns `-` into `_`, others keep or fold
// more.
bool same_spelling(std::string_view left, std::string_view right);

// may_be_reserved returns false, by the first letter, for most names that are not reserved. It is
// called for every header of every request.
constexpr bool may_be_reserved(char first) {
  switch (first) {
    case 'P':
    case 'R':
    case 'S':
    case 'T':
    case 'p':
    case 'r':
    case 's':
    case 't':
      return true;
    default:
      return false;
  }
}

// is_reserved returns whether a client's header of this name could be taken, in any spelling, for
// one that only this server may set, or for a Token Binding message.
bool is_reserved(std::string_view name);

// without_reserved returns a Connection field's value without the reserved names in it, since a
// proxy removes every field that is named there and our fields must arrive. It returns nothing when
// there was none to remove.
std::optional<std::string> without_reserved(std::string_view connection);

}  // namespace tb::policy
