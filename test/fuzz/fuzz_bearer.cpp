// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "bind/token_confirmation.h"
#include "core/base64url.h"
#include "property.h"

// The value of an Authorization field. Two objects that a lenient decoder finds in it are judged;
// what is let in is a canonical JWS; who shows no key matches nothing. The input is also what is
// put into a stolen token: whoever still reads its claims does not get to see it.
namespace {

using namespace tb::bind;
using tb::core::Confirmation;
using tb::fuzz::hold;

constexpr std::string_view kIdHash = "suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ";
constexpr std::string_view kCertificateHash = "dMGhw4oodOWSNZp3bG6AUU51iwMWDvTXl_4zOyjOgz8";
constexpr PresentedKeys kBoth{kIdHash, kCertificateHash, kIdHash};
// {"alg":"none"} and {"sub":"victim","cnf":{"tbh":"x"}}, whose last character has unused bits.
constexpr std::string_view kStolenHeader = "eyJhbGciOiJub25lIn0";
constexpr std::string_view kStolenClaims = "eyJzdWIiOiJ2aWN0aW0iLCJjbmYiOnsidGJoIjoieCJ9fQ";

bool is_bound(Confirmation found) {
  return found == Confirmation::matches || found == Confirmation::mismatch ||
         found == Confirmation::unbound;
}

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string decoded(std::string_view text) {
  std::string octets;
  unsigned bits = 0;
  unsigned count = 0;
  for (char c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<unsigned>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    octets += static_cast<char>(bits >> count);
  }
  return octets;
}

bool begins_like_an_object(const std::string& text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  if (at == std::string::npos || text[at] != '{') return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", at + 1);
  return next != std::string::npos && (text[next] == '"' || text[next] == '}');
}

std::vector<std::string_view> segments_of(std::string_view text) {
  std::vector<std::string_view> segments;
  for (std::size_t end = 0; end != std::string_view::npos; text.remove_prefix(end + 1)) {
    end = text.find('.');
    segments.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
  }
  return segments;
}

bool is_canonical(std::string_view text) {
  const std::string octets = decoded(text);
  return tb::core::base64url_encode(tb::core::as_bytes(octets)) == text;
}

// The model: two objects, one behind the other.
bool is_read(std::string_view field) {
  const auto segments = segments_of(field);
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    if (i > 0 && i + 2 == segments.size()) break;
    if (begins_like_an_object(decoded(segments[i])) &&
        begins_like_an_object(decoded(segments[i + 1]))) {
      return true;
    }
  }
  return false;
}

void examine(std::string_view field) {
  const Confirmation both = check_authorization(field, kBoth);
  const Confirmation none = check_authorization(field, {});
  hold(both != Confirmation::unbound, "no key is missing");
  hold(none != Confirmation::matches && none != Confirmation::mismatch, "no key matches nothing");
  hold(!is_bound(both) || is_bound(none), "a bound token is bound for everybody");
  hold(is_bound(none) || both == none, "keys matter to bound tokens alone");
  hold(both != Confirmation::matches ||
           check_authorization(field, {kCertificateHash, kIdHash, kCertificateHash}) != Confirmation::matches,
       "one token is not bound to two keys");
  if (both != Confirmation::none && both != Confirmation::matches) return;
  const std::string_view token = field.substr(field.rfind(' ') + 1);
  const auto segments = segments_of(token.substr(0, token.find('~')));
  hold(segments.size() == 3 && std::ranges::all_of(segments, is_canonical), "a canonical JWS");
}

void what_is_read_is_judged(std::string_view credentials) {
  if (!is_read(credentials) || segments_of(credentials).size() == 5) return;  // a JWE, perhaps
  for (const char* scheme : {"Bearer ", "JWT "}) {
    const Confirmation found = check_authorization(scheme + std::string(credentials), kBoth);
    hold(found != Confirmation::opaque && found != Confirmation::foreign, "a JWS to somebody");
  }
}

// The first two octets say where and how much of the stolen token the others replace.
void a_stolen_token_does_not_pass(std::string_view edit) {
  if (edit.size() < 2) return;
  const std::string token =
      std::string(kStolenHeader) + '.' + std::string(kStolenClaims) + ".c2lnbmF0dXJl";
  const std::size_t at = static_cast<unsigned char>(edit[0]) % (token.size() + 1);
  const std::size_t end = std::min(
      token.size(), at + static_cast<std::size_t>(static_cast<unsigned char>(edit[1]) % 3));
  const std::string changed = token.substr(0, at) + std::string(edit.substr(2)) + token.substr(end);
  const std::size_t first = changed.find('.');
  const std::size_t last = changed.rfind('.');
  if (first == std::string::npos || first == last) return;
  const std::string claims = decoded(std::string_view(changed).substr(first, last - first));
  if (!begins_like_an_object(decoded(std::string_view(changed).substr(0, first))) ||
      !claims.starts_with(decoded(kStolenClaims))) {
    return;
  }
  for (const char* scheme : {"Bearer ", "DPoP ", "JWT ", ""}) {
    hold(check_authorization(scheme + changed, kBoth) >= Confirmation::mismatch, "stolen");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = tb::core::as_text(tb::core::Bytes(data, size));
  examine(input);
  what_is_read_is_judged(input);
  a_stolen_token_does_not_pass(input);
  return 0;
}
