// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/cookie_header.h"
#include "bind/request_cookies.h"
#include "property.h"

// The value of a Cookie field: no piece goes on that could hold a bound cookie which was not
// sealed.
namespace {

using namespace tb::bind;
using tb::fuzz::hold;

constexpr std::string_view kKeys =
    R"({"keys":[{"kty":"oct","kid":"1","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]})";
constexpr std::string_view kIdHash = "suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ";

const CookieKeys& keys() {
  static const CookieKeys parsed = CookieKeys::parse(kKeys).value();
  return parsed;
}

CookieNames names() {
  CookieNames made;
  hold(made.add("session") && made.add("app*"), "names are taken");
  return made;
}

// is_canonical reports whether each piece is a cookie-pair with another name or could not hold one.
bool is_canonical(std::string_view field, const CookieNames& bound) {
  while (!field.empty()) {
    const std::string_view piece = take_piece(field, ';');
    const auto pair = read_cookie_pair(piece);
    const bool plain = pair && is_token(pair->name);
    const auto found = plain ? bound.find_alike(pair->name) : bound.find_within(piece);
    if (piece.empty() || piece.find('=') == piece.npos || !found.empty()) return false;
  }
  return true;
}

void what_passes_is_canonical(std::string_view field) {
  const CookieNames bound = names();
  for (const Unbound unbound : {Unbound::allow, Unbound::refuse}) {
    const CookieRules rules{bound, keys(), unbound, kIdHash};
    RequestCookies cookies;
    const auto [seen, anew] = cookies.judge(field, rules);
    hold(anew, "a field is judged");
    hold(seen.opened <= kMaxOpenings, "openings are bounded");
    hold(cookies.work().octets <= 4 * field.size(), "work is linear");
    hold(seen.field.size() <= 3 * field.size(), "pieces gain a separator each");
    hold(unbound == Unbound::allow || seen.unsealed == 0, "none is let through where refused");
    hold(unbound == Unbound::allow || seen.opened > 0 || is_canonical(seen.field, bound),
         "what passes is canonical");
    hold(!cookies.judge(seen.field, rules).anew, "what was judged is not judged again");
    RequestCookies others;
    hold(others.judge(field, {bound, keys(), unbound, {}}).cookies.opened == 0,
         "without an ID nothing is opened");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field = tb::core::as_text(tb::core::Bytes(data, size));
  what_passes_is_canonical(field);
  return 0;
}
