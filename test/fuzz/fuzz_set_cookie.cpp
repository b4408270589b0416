// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "bind/bound_cookies.h"
#include "bind/cookie_header.h"
#include "bind/set_cookie.h"
#include "core/text.h"
#include "property.h"

// The value of a Set-Cookie field: what is sealed for one client opens for it alone, and is the
// value that the application set.
namespace {

using namespace tb::bind;
using tb::fuzz::hold;

constexpr std::string_view kKeys =
    R"({"keys":[{"kty":"oct","kid":"1","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]})";
constexpr std::string_view kMine = "suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ";
constexpr std::string_view kOthers = "dMGhw4oodOWSNZp3bG6AUU51iwMWDvTXl_4zOyjOgz8";

const CookieKeys& keys() {
  static const CookieKeys parsed = CookieKeys::parse(kKeys).value();
  return parsed;
}

CookieRules rules_for(const CookieNames& names, std::string_view id_hash) {
  return {names, keys(), Unbound::refuse, id_hash};
}

// returned is the Cookie field of a client that was sent these Set-Cookie fields.
std::string returned(const OutgoingCookie& sent) {
  const auto pair = [](const std::string& set_cookie) {
    return std::string(
        tb::core::trimmed(std::string_view(set_cookie).substr(0, set_cookie.find(';'))));
  };
  std::string field = pair(sent.field);
  for (const std::string& piece : sent.more) field += "; " + pair(piece);
  return field;
}

IncomingCookies opened(std::string_view field, const CookieRules& rules) {
  std::vector<std::string> before;
  CookieWork work;
  return open_cookies(field, rules, before, work);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field = tb::core::as_text(tb::core::Bytes(data, size));
  CookieNames names;
  hold(names.add("*"), "a star is taken");
  const auto set = read_set_cookie(field);
  const OutgoingCookie sent = seal_cookie(field, rules_for(names, kMine));
  if (sent.fate != OutgoingCookie::Fate::sealed) {
    hold(sent.field.empty(), "only a sealed cookie has a new field");
    return 0;
  }
  hold(set && is_cookie_name(set->name), "only what can come back is sealed");
  const IncomingCookies mine = opened(returned(sent), rules_for(names, kMine));
  hold(mine.opened == 1 && mine.refused.empty(), "it opens");
  hold(mine.field == std::string(set->name) + '=' + std::string(set->value), "as it was set");

  const IncomingCookies others = opened(returned(sent), rules_for(names, kOthers));
  hold(others.opened == 0 && others.refused.size() == 1, "and to nobody else");
  return 0;
}
