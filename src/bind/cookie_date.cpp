// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_date.h"

#include <algorithm>
#include <array>

namespace tb::bind {
namespace {

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

// The `delimiter` of RFC 6265 5.1.1: what is neither letter, digit, colon, nor an octet from 7F on.
bool is_delimiter(char character) {
  const auto c = static_cast<unsigned char>(character);
  return c == 0x09 || (c >= 0x20 && c <= 0x2f) || (c >= 0x3b && c <= 0x40) ||
         (c >= 0x5b && c <= 0x60) || (c >= 0x7b && c <= 0x7e);
}

// take_number takes `least` to `most` digits off the front of `text`; what follows is no digit.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  int number = 0;
  while (count < text.size() && count < most && is_digit(text[count])) {
    number = number * 10 + (text[count++] - '0');
  }
  if (count < least || (count < text.size() && is_digit(text[count]))) return std::nullopt;
  text.remove_prefix(count);
  return number;
}

using TimeOfDay = std::array<int, 3>;  // hour, minute, second

std::optional<TimeOfDay> read_time(std::string_view token) {
  TimeOfDay fields{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) {
      if (!token.starts_with(':')) return std::nullopt;
      token.remove_prefix(1);
    }
    const auto field = take_number(token, 1, 2);
    if (!field) return std::nullopt;
    fields[i] = *field;
  }
  return fields;
}

std::optional<unsigned> read_month(std::string_view token) {
  constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    const bool same = token.size() >= 3 && std::ranges::equal(token.substr(0, 3), kMonths[i],
                                                              [](char given, char month) {
                                                                return (given | 0x20) == month;
                                                              });
    if (same) return i + 1;
  }
  return std::nullopt;
}

int full_year(int year) {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}

// Found holds what the tokens said so far; of each kind the first counts.
struct Found {
  std::optional<TimeOfDay> time;
  std::optional<int> day;
  std::optional<unsigned> month;
  std::optional<int> year;

  void take(std::string_view token) {
    if (!time && (time = read_time(token))) return;
    std::string_view rest = token;
    if (!day && (day = take_number(rest, 1, 2))) return;
    if (!month && (month = read_month(token))) return;
    rest = token;
    if (!year && (year = take_number(rest, 2, 4))) year = full_year(*year);
  }
};

// A leap second is refused, as by browsers.
std::optional<std::chrono::seconds> since_midnight(const TimeOfDay& time) {
  const auto [hour, minute, second] = time;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text) {
  Found found;
  while (!text.empty()) {
    const auto end = std::ranges::find_if(text, is_delimiter);
    const auto size = static_cast<std::size_t>(end - text.begin());
    if (size > 0) found.take(text.substr(0, size));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  if (!found.time || !found.day || !found.month || !found.year) return std::nullopt;
  const auto time = since_midnight(*found.time);
  const std::chrono::year_month_day date{std::chrono::year(*found.year),
                                         std::chrono::month(*found.month),
                                         std::chrono::day(static_cast<unsigned>(*found.day))};
  if (!time || !date.ok() || *found.year < 1601) return std::nullopt;
  return std::chrono::sys_days(date) + *time;
}

}  // namespace tb::bind
