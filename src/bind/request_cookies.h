// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "bind/bound_cookies.h"

namespace tb::bind {

// RequestCookies is what has become of the cookies of one request, its redirects and subrequests
// included: a field is judged once by a set of rules, and openings are counted over all of them.
class RequestCookies {
 public:
  // Judged holds until the request ends. `anew` is false for a field that was judged before by the
  // same rules, or that is what came of it then.
  struct Judged {
    const IncomingCookies& cookies;
    bool anew;
  };
  // judge is open_cookies. The keys and the client must be the same throughout.
  Judged judge(std::string_view field, const CookieRules& rules);
  [[nodiscard]] const CookieWork& work() const { return work_; }

 private:
  struct Judgement {
    std::string field;
    CookieNames names;  // patterns are views into it
    Unbound unbound;
    IncomingCookies cookies;
  };
  std::list<Judgement> judgements_;
  std::vector<std::string> opened_;
  CookieWork work_;
};

}  // namespace tb::bind
