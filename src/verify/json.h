// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/result.h"

struct json_t;  // Jansson's, which only json.cpp includes

namespace tb::verify {

// JsonObject is a JSON object that a client sent, read strictly (RFC 8259): UTF-8, no member twice,
// no U+0000. Reading members never fails: what is absent or of another type is nothing.
class JsonObject {
 public:
  // parse reads a text of at most `max_size` octets, all of it, with at most 16 levels in it.
  // Error: kJson, with the offset of the fault.
  static core::Result<JsonObject> parse(std::string_view text, std::size_t max_size);

  [[nodiscard]] bool has(const char* name) const;
  // text returns a view that lives as long as the object.
  [[nodiscard]] std::optional<std::string_view> text(const char* name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(const char* name) const;
  // object shares the member with this object: it may outlive it.
  [[nodiscard]] std::optional<JsonObject> object(const char* name) const;

 private:
  struct Release {
    void operator()(json_t* value) const;
  };
  explicit JsonObject(json_t* owned) : value_(owned) {}

  std::unique_ptr<json_t, Release> value_;
};

}  // namespace tb::verify
