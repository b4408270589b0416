// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/bearer.h"
#include "property.h"

// The value of an Authorization field. A match must stand in the token, literally: the hash of the
// key in the payload. And who shows no key matches nothing.
namespace {

using namespace tb::bind;
using tb::core::Confirmation;
using tb::fuzz::hold;

constexpr std::string_view kIdHash = "suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ";
constexpr std::string_view kCertificateHash = "dMGhw4oodOWSNZp3bG6AUU51iwMWDvTXl_4zOyjOgz8";

constexpr PresentedKeys kBoth{kIdHash, kCertificateHash};

bool is_bound(std::optional<Confirmation> found) {
  return found && *found >= Confirmation::matches;
}

void examine(std::string_view field) {
  const auto both = check_authorization(field, kBoth);
  hold(both != Confirmation::unbound, "no key is missing");
  const auto none = check_authorization(field, {});
  hold(none != Confirmation::matches && none != Confirmation::mismatch, "no key matches nothing");
  hold(!both || none, "what is a token to somebody is one to everybody");
  hold(both != Confirmation::mismatch || is_bound(none), "a bound token is bound for everybody");
  hold(both != Confirmation::matches || is_bound(none), "a bound token is bound for everybody");
  const auto swapped = check_authorization(field, {kCertificateHash, kIdHash});
  hold(both != Confirmation::matches || swapped != Confirmation::matches,
       "one token is not bound to two keys");
}

void nothing_hides_a_stolen_token(std::string_view field) {
  if (check_authorization(field, kBoth) != Confirmation::mismatch) return;
  const std::string text(field);
  hold(check_authorization(text + "=.x", kBoth) == Confirmation::mismatch, "behind it");
  hold(check_authorization("Token " + text, kBoth) == Confirmation::mismatch, "before it");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field = tb::core::as_text(tb::core::Bytes(data, size));
  examine(field);
  nothing_hides_a_stolen_token(field);
  return 0;
}
