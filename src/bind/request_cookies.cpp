// SPDX-License-Identifier: Apache-2.0
#include "bind/request_cookies.h"

namespace tb::bind {
namespace {

// rules_with are the rules with names that live as long as what is judged by them.
CookieRules rules_with(const CookieNames& names, const CookieRules& rules) {
  return {names,         rules.keys,     rules.unbound,
          rules.id_hash, rules.max_seal, rules.certificate_hash,
          rules.devices, rules.order,    rules.now,
          rules.grace};
}

}  // namespace

RequestCookies::Judged RequestCookies::judge(std::string_view field, const CookieRules& rules) {
  for (const Judgement& one : judgements_) {
    const bool known = one.field == field || one.cookies.field == field;
    if (known && one.unbound == rules.unbound && one.names == rules.names) {
      return {one.cookies, false};
    }
  }
  Judgement& made =
      judgements_.emplace_back(Judgement{std::string(field), rules.names, rules.unbound, {}});
  CookieRules kept = rules_with(made.names, rules);
  made.cookies = open_cookies(field, kept, opened_, work_);
  return {made.cookies, true};
}

}  // namespace tb::bind
