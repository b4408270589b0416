// SPDX-License-Identifier: Apache-2.0
#include "policy/reserved_names.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace tb::policy {
namespace {

// The names that backends read begin with one of these: the names of draft-ietf-tokbind-ttrp and of
// its first revisions, of RFC 8473 and its first drafts, of tls-term, and our own.
constexpr std::array<std::string_view, 8> kPrefixes{
    "sec-token-binding",
    "sec-provided-token-binding",
    "sec-referred-token-binding",
    "sec-other-token-binding",
    "token-binding",
    "provided-token-binding",
    "referred-token-binding",
    "tb-ssl-client-cert-fingerprint",
};
constexpr std::size_t kShortestPrefix = 13;
static_assert(std::ranges::all_of(kPrefixes, [](std::string_view prefix) {
  return may_be_reserved(prefix.front()) && prefix.size() >= kShortestPrefix;
}));

// RFC 9110 7.6.1 separates options by commas only. mod_proxy also ends an option at a semicolon and
// at white space.
constexpr std::string_view kOptionEnds = ",; \t\n\v\f\r";

constexpr char spelling(char c) {
  return core::is_alphanumeric(c) ? core::lower(c) : '-';
}

using Table = std::array<char, 256>;

constexpr Table table_of(char (*convert)(char)) {
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = convert(static_cast<char>(i));
  return table;
}
constexpr Table kLower = table_of(core::lower);
constexpr Table kSpelling = table_of(spelling);

bool equal_by(const Table& table, std::string_view left, std::string_view right) {
  const auto by = [&table](char c) { return table[static_cast<unsigned char>(c)]; };
  return std::ranges::equal(left, right, {}, by, by);
}

bool spelled_with_prefix(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() && same_spelling(name.substr(0, prefix.size()), prefix);
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) {
  return left == right || equal_by(kLower, left, right);
}

bool same_spelling(std::string_view left, std::string_view right) {
  return equal_by(kSpelling, left, right);
}

bool is_reserved(std::string_view name) {
  if (name.size() < kShortestPrefix || !may_be_reserved(name.front())) return false;
  if (name == kMessageField) return true;  // as clients write it
  return std::ranges::any_of(kPrefixes, [name](std::string_view prefix) {
    return spelling(name.front()) == prefix.front() && spelled_with_prefix(name, prefix);
  });
}

std::optional<std::string> without_reserved(std::string_view connection) {
  if (connection.size() < kShortestPrefix) return {};  // `keep-alive`, as a rule
  std::string kept;
  bool removed = false;
  for (std::size_t start = 0; start < connection.size();) {
    const std::size_t end =
        std::min(connection.find_first_of(kOptionEnds, start), connection.size());
    const std::string_view option = connection.substr(start, end - start);
    if (is_reserved(option)) {
      removed = true;
    } else if (!option.empty()) {
      if (!kept.empty()) kept += ", ";
      kept += option;
    }
    start = end + 1;
  }
  if (!removed) return {};
  return kept;
}

}  // namespace tb::policy
