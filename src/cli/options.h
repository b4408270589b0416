// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tb::cli {

// Exit statuses that are ours to choose; a failed transfer ends with curl's own number.
inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;  // a verdict: not well-formed, not ok
// curl's numbers:
inline constexpr int kUsage = 2;       // a command line that makes no sense
inline constexpr int kExitWrite = 23;  // output that cannot be written
inline constexpr int kExitRead = 26;   // a file that cannot be read
inline constexpr int kExitTls = 35;    // what Token Binding forbids in a handshake
inline constexpr int kExitKey = 58;    // a key that cannot be used

// Options describes and parses one command's line. Help, and the completion that is tested against
// it, come from the same description.
class Options {
 public:
  // `usage` follows "tokbind": "request [options] URL...".
  Options(std::string usage, std::string summary)
      : usage_(std::move(usage)), summary_(std::move(summary)) {}

  void section(std::string title) { rows_.push_back({.help = std::move(title)}); }
  // A letter of 0 means: only the long form.
  void flag(char letter, std::string name, std::string help, std::function<void()> set);
  void flag(char letter, std::string name, std::string help, bool* target);
  // `take` refuses a value by returning false.
  void value(char letter, std::string name, std::string what, std::string help,
             std::function<bool(std::string_view)> take);
  void text(char letter, std::string name, std::string what, std::string help, std::string* target);
  void number(char letter, std::string name, std::string what, std::string help, long lowest,
              long highest, long* target);
  void remark(std::string text) { remarks_.push_back(std::move(text)); }

  // parse returns an exit status when there is nothing left to do: help was asked for, or the line
  // is wrong and that has been said on stderr.
  std::optional<int> parse(std::span<char* const> arguments);
  [[nodiscard]] const std::vector<std::string>& operands() const { return operands_; }
  // complain says what is wrong with the line and returns kUsage.
  int complain(const std::string& what) const;

 private:
  struct Row {
    char letter = 0;
    std::string name{};  // empty: the title of a section
    std::string what{};  // empty: takes no value
    std::string help;
    std::function<bool(std::string_view)> take{};
  };
  struct Cursor;

  std::optional<int> parse_long(Cursor& cursor);
  std::optional<int> parse_letters(Cursor& cursor);
  std::optional<int> take(const Row& row, std::string_view value) const;
  [[nodiscard]] const Row* find(std::string_view name) const;
  [[nodiscard]] const Row* find(char letter) const;
  void print_help() const;

  std::string usage_;
  std::string summary_;
  std::vector<Row> rows_;
  std::vector<std::string> remarks_;
  std::vector<std::string> operands_;
};

// parse_number reads a whole decimal number between the bounds.
std::optional<long> parse_number(std::string_view text, long lowest, long highest);

}  // namespace tb::cli
