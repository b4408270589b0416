// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/bearer.h"
#include "core/base64url.h"
#include "property.h"

// The value of an Authorization field. A match must stand in the token, literally: the hash of the
// key in the payload. And who shows no key matches nothing.
namespace {

using namespace tb::bind;
using tb::core::Confirmation;
using tb::fuzz::hold;

constexpr std::string_view kIdHash = "suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ";
constexpr std::string_view kCertificateHash = "dMGhw4oodOWSNZp3bG6AUU51iwMWDvTXl_4zOyjOgz8";

std::string payload_of(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return {};
  const auto octets = tb::core::base64url_decode(token.substr(first + 1, second - first - 1));
  return octets.ok() ? std::string(tb::core::as_text(octets.value())) : std::string();
}

void examine(std::string_view token) {
  const Confirmation both = check_confirmation(token, {kIdHash, kCertificateHash});
  if (both == Confirmation::matches) {
    const std::string payload = payload_of(token);
    hold(payload.find("cnf") != std::string::npos || payload.find('\\') != std::string::npos,
         "the payload has a confirmation");
  }
  hold(both != Confirmation::unbound, "no key is missing");
  const Confirmation none = check_confirmation(token, {});
  hold(none != Confirmation::matches && none != Confirmation::mismatch, "no key matches nothing");
  const bool bound = both == Confirmation::matches || both == Confirmation::mismatch;
  hold(!bound || none == Confirmation::unbound, "a bound token is bound for everybody");
  hold(both != Confirmation::mismatch ||
           check_confirmation(std::string(token) + "=.x", {kIdHash, kCertificateHash}) == both,
       "nothing that is appended to another's token hides whose it is");
  const Confirmation swapped = check_confirmation(token, {kCertificateHash, kIdHash});
  hold(both != Confirmation::matches || swapped != Confirmation::matches,
       "one token is not bound to two keys");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field = tb::core::as_text(tb::core::Bytes(data, size));
  const auto token = bearer_credentials(field);
  if (!token) return 0;
  hold(tb::fuzz::inside(tb::core::as_bytes(*token), tb::core::as_bytes(field)),
       "the token lies within the field");
  examine(*token);
  return 0;
}
