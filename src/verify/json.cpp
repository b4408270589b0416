// SPDX-License-Identifier: Apache-2.0
#include "verify/json.h"

#include <jansson.h>

#include <algorithm>

namespace tb::verify {
namespace {

using core::Cause;
using core::Error;

// Jansson recurses. A text with fewer opening brackets than this cannot nest deeper. Brackets in
// strings count too: no token that is read here has any.
constexpr std::ptrdiff_t kMaxBrackets = 16;

}  // namespace

void JsonObject::Release::operator()(json_t* value) const {
  json_decref(value);
}

core::Result<JsonObject> JsonObject::parse(std::string_view text, std::size_t max_size) {
  if (text.size() > max_size) return Error{Cause::kJson, static_cast<std::uint32_t>(max_size)};
  const auto opens = [](char c) { return c == '{' || c == '['; };
  if (std::ranges::count_if(text, opens) > kMaxBrackets) return Error{Cause::kJson};
  json_error_t fault{};
  JsonObject object(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, &fault));
  if (!object.value_) return Error{Cause::kJson, static_cast<std::uint32_t>(fault.position)};
  if (!json_is_object(object.value_.get())) return Error{Cause::kJson};
  return object;
}

bool JsonObject::has(const char* name) const {
  return json_object_get(value_.get(), name) != nullptr;
}

std::optional<std::string_view> JsonObject::text(const char* name) const {
  const json_t* member = json_object_get(value_.get(), name);
  if (!json_is_string(member)) return {};
  return std::string_view(json_string_value(member), json_string_length(member));
}

std::optional<std::int64_t> JsonObject::integer(const char* name) const {
  const json_t* member = json_object_get(value_.get(), name);
  if (!json_is_integer(member)) return {};
  return json_integer_value(member);
}

std::optional<JsonObject> JsonObject::object(const char* name) const {
  json_t* member = json_object_get(value_.get(), name);
  if (!json_is_object(member)) return {};
  return JsonObject(json_incref(member));
}

}  // namespace tb::verify
