// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "bind/request_cookies.h"
#include "bind/session_url.h"

// Judges its standard input as a Cookie field, twice, and as a URL: what linear.py counts the
// instructions of.
int main() {
  using namespace tb::bind;
  const auto keys = CookieKeys::parse(
      R"({"keys":[{"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})");
  CookieNames names;
  if (!keys.ok() || !names.add("sid") || !names.add("app_*")) return 2;
  std::string field;
  std::getline(std::cin, field, '\0');
  RequestCookies cookies;
  const CookieRules rules{names, keys.value(), Unbound::refuse, "own"};
  const std::string seen = cookies.judge(field, rules).cookies.field;
  const bool again = cookies.judge(seen, rules).anew;
  return again ? 2 : static_cast<int>(without_url_sessions(field, names).text.empty());
}
