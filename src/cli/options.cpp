// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <charconv>
#include <cstdio>

namespace tb::cli {

// Cursor walks over the arguments that are left.
struct Options::Cursor {
  std::span<char* const> left;

  std::string_view front() const { return left.front(); }
  void step() { left = left.subspan(1); }
};

void Options::flag(char letter, std::string name, std::string help, std::function<void()> set) {
  rows_.push_back({letter, std::move(name), "", std::move(help), [set](std::string_view) {
                     set();
                     return true;
                   }});
}

void Options::flag(char letter, std::string name, std::string help, bool* target) {
  flag(letter, std::move(name), std::move(help), [target] { *target = true; });
}

void Options::value(char letter, std::string name, std::string what, std::string help,
                    std::function<bool(std::string_view)> take) {
  rows_.push_back({letter, std::move(name), std::move(what), std::move(help), std::move(take)});
}

void Options::text(char letter, std::string name, std::string what, std::string help,
                   std::string* target) {
  value(letter, std::move(name), std::move(what), std::move(help), [target](std::string_view text) {
    *target = text;
    return true;
  });
}

void Options::number(char letter, std::string name, std::string what, std::string help, long lowest,
                     long highest, long* target) {
  value(letter, std::move(name), std::move(what), std::move(help),
        [lowest, highest, target](std::string_view text) {
          const std::optional<long> parsed = parse_number(text, lowest, highest);
          if (parsed) *target = *parsed;
          return parsed.has_value();
        });
}

const Options::Row* Options::find(std::string_view name) const {
  for (const Row& row : rows_) {
    if (!name.empty() && row.name == name) return &row;
  }
  return nullptr;
}

const Options::Row* Options::find(char letter) const {
  for (const Row& row : rows_) {
    if (row.letter == letter && letter != 0) return &row;
  }
  return nullptr;
}

int Options::complain(const std::string& what) const {
  const std::string command = usage_.substr(0, usage_.find(' '));
  std::fprintf(stderr, "tokbind %s: %s\nTry: tokbind %s --help\n", command.c_str(), what.c_str(),
               command.c_str());
  return kUsage;
}

std::optional<int> Options::take(const Row& row, std::string_view value) const {
  if (row.take(value)) return {};
  return complain("--" + row.name + ": \"" + std::string(value) + "\" is not " + row.what + " (" +
                  row.help + ")");
}

std::optional<int> Options::parse_long(Cursor& cursor) {
  std::string_view name = cursor.front().substr(2);
  cursor.step();
  if (name == "help") {
    print_help();
    return kSuccess;
  }
  const std::size_t equals = name.find('=');
  std::optional<std::string_view> value;
  if (equals != std::string_view::npos) {
    value = name.substr(equals + 1);
    name = name.substr(0, equals);
  }
  const Row* row = find(name);
  if (row == nullptr) return complain("no option --" + std::string(name));
  if (row->what.empty()) {
    return value ? complain("--" + row->name + " takes no value") : take(*row, "");
  }
  if (!value) {
    if (cursor.left.empty()) return complain("--" + row->name + " needs a value: " + row->what);
    value = cursor.front();
    cursor.step();
  }
  return take(*row, *value);
}

// Letters may stand together, and a value may follow its letter at once: -iXPOST.
std::optional<int> Options::parse_letters(Cursor& cursor) {
  std::string_view letters = cursor.front().substr(1);
  cursor.step();
  while (!letters.empty()) {
    const Row* row = find(letters.front());
    if (letters.front() == 'h' && row == nullptr) {
      print_help();
      return kSuccess;
    }
    if (row == nullptr) return complain(std::string("no option -") + letters.front());
    letters.remove_prefix(1);
    std::string_view value;
    if (!row->what.empty()) {
      if (letters.empty() && cursor.left.empty()) {
        return complain(std::string("-") + row->letter + " needs a value: " + row->what);
      }
      value = letters.empty() ? cursor.front() : letters;
      if (letters.empty()) cursor.step();
      letters = {};
    }
    if (const std::optional<int> status = take(*row, value)) return status;
  }
  return {};
}

std::optional<int> Options::parse(std::span<char* const> arguments) {
  Cursor cursor{arguments};
  while (!cursor.left.empty()) {
    const std::string_view argument = cursor.front();
    if (argument == "--") {
      cursor.step();
      operands_.insert(operands_.end(), cursor.left.begin(), cursor.left.end());
      return {};
    }
    std::optional<int> status;
    if (argument.starts_with("--")) {
      status = parse_long(cursor);
    } else if (argument.size() > 1 && argument.starts_with('-')) {
      status = parse_letters(cursor);
    } else {
      operands_.emplace_back(argument);
      cursor.step();
    }
    if (status) return status;
  }
  return {};
}

void Options::print_help() const {
  std::printf("Usage: tokbind %s\n\n%s\n", usage_.c_str(), summary_.c_str());
  for (const Row& row : rows_) {
    if (row.name.empty()) {
      std::printf("\n%s\n", row.help.c_str());
      continue;
    }
    std::string left = row.letter != 0 ? std::string("  -") + row.letter + ", " : "      ";
    left += "--" + row.name + (row.what.empty() ? "" : " " + row.what);
    std::printf("%-32s  %s\n", left.c_str(), row.help.c_str());
  }
  for (const std::string& remark : remarks_) std::printf("\n%s\n", remark.c_str());
}

std::optional<long> parse_number(std::string_view text, long lowest, long highest) {
  long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  if (number < lowest || number > highest) return {};
  return number;
}

}  // namespace tb::cli
