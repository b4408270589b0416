// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>

#include "property.h"
#include "verify/asserted.h"

// Three lines: the provided, the referred and the other field; a line of one dash is an absent
// field. What is accepted is what was written, and would be accepted again.
namespace {

using tb::fuzz::hold;
using namespace tb::verify;

std::optional<std::string_view> field(tb::fuzz::Input& input) {
  const std::string_view line = input.line();
  if (line == "-") return {};
  return line;
}

std::string without_blanks(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (c != ' ' && c != '\t') kept += c;
  }
  return kept;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static tb::ossl::Digester digester = tb::ossl::Digester::make().value();
  tb::fuzz::Input input(data, size);
  AssertedFields fields;
  fields.provided = field(input);
  fields.referred = field(input);
  fields.other = field(input);
  const auto taken = accept_asserted(fields, digester);
  if (!taken.ok()) return 0;

  const VerifiedBindings& verified = taken.value();
  hold(verified.origin() == Origin::kTrustedProxy, "they are said to be asserted");
  hold(fields.provided && verified.provided().text == *fields.provided, "provided is as written");
  hold(verified.referred().has_value() == fields.referred.has_value(), "referred or not");
  hold(!fields.referred || verified.referred()->text == *fields.referred, "referred is as written");
  hold(verified.others().empty() != fields.other.has_value(), "others or not");
  if (!fields.other) return 0;
  AssertedFields again = fields;
  again.other = verified.others_text();
  const auto taken_again = accept_asserted(again, digester);
  hold(taken_again.ok() && taken_again.value().others_text() == verified.others_text(),
       "what is exported is accepted again, and says the same");
  hold(verified.others_text().size() <= without_blanks(*fields.other).size(),
       "others are as written, but for blanks and the spelling of types");
  return 0;
}
