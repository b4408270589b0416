// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "policy/reserved_names.h"
#include "property.h"

// The value of a Connection field, and at the same time a header's name.
namespace {

using namespace tb::policy;
using tb::fuzz::hold;

// options splits as a proxy does that obeys the field.
std::string options(std::string_view value, bool keep_reserved) {
  std::string listed;
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    std::string_view option = value.substr(0, comma);
    while (!option.empty() && (option.front() == ' ' || option.front() == '\t')) {
      option.remove_prefix(1);
    }
    while (!option.empty() && (option.back() == ' ' || option.back() == '\t')) {
      option.remove_suffix(1);
    }
    if (!option.empty() && (keep_reserved || !is_reserved(option))) {
      listed += std::string(option) + "\n";
    }
    value = comma == std::string_view::npos ? std::string_view{} : value.substr(comma + 1);
  }
  return listed;
}

std::string respelled(std::string_view name) {
  std::string other(name);
  for (char& c : other) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 32);
    } else if (c == '-') {
      c = '_';
    }
  }
  return other;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = tb::core::as_text(tb::core::Bytes(data, size));
  hold(is_reserved(value) == is_reserved(respelled(value)), "spelling makes no difference");
  hold(same_spelling(value, respelled(value)) && same_name(value, value), "spellings are equal");

  const auto cleaned = without_reserved(value);
  const std::string wanted = options(value, false);
  hold(cleaned.has_value() == (options(value, true) != wanted), "changed only when it must be");
  if (!cleaned) return 0;
  hold(options(*cleaned, true) == wanted, "every other option stays, in order");
  hold(!without_reserved(*cleaned).has_value(), "once is enough");
  return 0;
}
