// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "policy/reserved_names.h"
#include "property.h"

// The value of a Connection field, and at the same time a header's name.
namespace {

using namespace tb::policy;
using tb::fuzz::hold;

bool ends_option(char c) {
  return c == ',' || c == ';' || c == ' ' || (c >= '\t' && c <= '\r');
}

// options splits as mod_proxy does, which obeys the field.
std::string options(std::string_view value, bool keep_reserved) {
  std::string listed;
  std::string option;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i < value.size() && !ends_option(value[i])) {
      option += value[i];
      continue;
    }
    if (!option.empty() && (keep_reserved || !is_reserved(option))) listed += option + "\n";
    option.clear();
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
