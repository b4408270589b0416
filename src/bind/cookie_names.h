// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tb::bind {

// CookieNames is the set of cookies that are bound: whole names, and prefixes. Names are compared
// with regard to case, as browsers do.
class CookieNames {
 public:
  // add takes a name, or a prefix followed by `*`; false when no cookie can have such a name.
  [[nodiscard]] bool add(std::string_view pattern);
  void add_all(const CookieNames& others);
  [[nodiscard]] bool contain(std::string_view name) const;
  // resemble says whether an application could take the name for one of these: many do not look at
  // case, some decode `%XX`, and PHP makes `_` of a dot, a blank or a bracket and reads a name up
  // to a bracket as that of an array.
  [[nodiscard]] bool resemble(std::string_view name) const;
  [[nodiscard]] bool empty() const { return names_.empty() && prefixes_.empty(); }

 private:
  struct Pattern {
    std::string exact;
    std::string folded;  // to what resemble compares
  };
  std::vector<Pattern> names_;
  std::vector<Pattern> prefixes_;
};

}  // namespace tb::bind
