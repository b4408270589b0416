// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tb::bind {

// CookieNames is the set of cookies that are bound: whole names, and prefixes. What looks for one
// returns the pattern as the operator wrote it, or nothing: logs name it, never what a client sent.
// The views live as long as the set.
class CookieNames {
 public:
  // add takes a name, or the beginning of one followed by `*`. False for what no cookie can be
  // called and for what is meant as another kind of pattern.
  [[nodiscard]] bool add(std::string_view pattern);
  void add_all(const CookieNames& others);
  // find looks for a name as browsers compare it, with regard to case.
  [[nodiscard]] std::string_view find(std::string_view name) const;
  // find_alike looks for a token that an application could take for the name: many do not regard
  // case, some decode %XX, and PHP makes a `_` of a dot. Patterns with less than `least` characters
  // are passed over.
  [[nodiscard]] std::string_view find_alike(std::string_view token, std::size_t least = 0) const;
  // find_within looks for a name anywhere in a text, in any spelling, with a `=` after it. It
  // compares letters and digits alone, after one decoding of %XX and of backslashes. Linear in the
  // text.
  [[nodiscard]] std::string_view find_within(std::string_view text, std::size_t least = 0) const;
  // find_parameter looks for a `name=value` of a URL that an application could take for one of the
  // cookie. `*` alone names no parameter.
  [[nodiscard]] std::string_view find_parameter(std::string_view parameter) const;

  bool operator==(const CookieNames&) const = default;

 private:
  struct Pattern {
    std::string written;
    std::string name;     // without the star
    std::string folded;   // for find_alike
    std::string letters;  // for find_within
    bool is_prefix = false;

    bool operator==(const Pattern&) const = default;
  };
  [[nodiscard]] std::string_view find_by(std::string Pattern::*spelling, std::string_view name,
                                         std::size_t least) const;

  std::vector<Pattern> patterns_;
};

}  // namespace tb::bind
