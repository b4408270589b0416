// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "bind/bound_cookies.h"
#include "bind/cookie_header.h"
#include "property.h"

// The value of a Cookie field: what is not ours to touch goes through octet by octet, and what is
// removed or opened was there before.
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

void walking_keeps_every_octet(std::string_view field) {
  CookieWalk walk(field);
  CookieRebuild rebuild;
  while (const auto piece = walk.next()) rebuild.keep(*piece);
  hold(std::move(rebuild).take() == field, "keeping every piece gives the same octets");
}

std::size_t count_bound(std::string_view field, const CookieNames& bound) {
  std::size_t count = 0;
  CookieWalk walk(field);
  while (const auto piece = walk.next()) count += bound.contain(piece->name) ? 1 : 0;
  return count;
}

void opening_touches_only_bound_cookies(std::string_view field) {
  const CookieNames bound = names();
  for (const Unbound unbound : {Unbound::allow, Unbound::refuse}) {
    const IncomingCookies opened = open_cookies(field, {bound, keys(), unbound, kIdHash});
    hold(opened.opened.size() <= kMaxOpenings, "openings are bounded");
    const std::size_t there = count_bound(field, bound);
    const std::size_t judged = opened.opened.size() + opened.unsealed + opened.refused.size();
    hold(judged >= there, "each bound cookie is opened, let through or refused");
    hold(opened.opened.size() <= there, "what only looks like one is never opened");
    hold(unbound == Unbound::allow || opened.unsealed == 0, "none is let through where refused");
    hold(judged > 0 || !opened.field, "a field without bound cookies is left alone");
    const std::string result = opened.field.value_or(std::string(field));
    const IncomingCookies again =
        open_cookies(result, {bound, keys(), unbound, kIdHash}, opened.opened);
    hold(!again.field, "what has been judged stays as it is");
    const IncomingCookies nobody = open_cookies(field, {bound, keys(), unbound, {}});
    hold(nobody.opened.empty(), "without an ID nothing is opened");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field = tb::core::as_text(tb::core::Bytes(data, size));
  walking_keeps_every_octet(field);
  opening_touches_only_bound_cookies(field);
  return 0;
}
