// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bind/owned.h"
#include "core/result.h"

namespace tb::bind {

inline constexpr std::size_t kMaxJsonDepth = 64;

// parse_object reads a text that is one JSON object of at most `max_size` octets and kMaxJsonDepth
// levels; both are known before anything is allocated. The error carries the place of the fault.
// For what this server wrote: Jansson refuses some JSON of others, which json_text.h reads.
core::Result<Owned<json_t>> parse_object(std::string_view text, std::size_t max_size);

// to_text writes JSON with members in the order in which they were set; `flags` are Jansson's.
std::string to_text(const json_t* value, std::size_t flags);

// member_text gives the string that a member of an object is; nothing when there is no such member
// or it is no string. A view into `object`.
std::optional<std::string_view> member_text(const json_t* object, const char* name);

// A cookie is octets, a JSON string is Unicode (RFC 8259 8.1): each octet stands as the code point
// of the same number. ASCII is thus itself, and every cookie has exactly one form.
std::string octets_to_utf8(std::string_view octets);
// utf8_to_octets reverses it; nothing when the text holds a code point above U+00FF.
std::optional<std::string> utf8_to_octets(std::string_view utf8);

}  // namespace tb::bind
