// SPDX-License-Identifier: Apache-2.0
#include "cli/input.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>

namespace tb::cli {
namespace {

struct Close {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

std::optional<std::string> read_file(const std::string& name) {
  const std::unique_ptr<std::FILE, Close> file(name == "-" ? stdin
                                                           : std::fopen(name.c_str(), "rb"));
  std::string content;
  std::array<char, 4096> block{};
  if (file) {
    errno = 0;
    for (std::size_t count = 1; count > 0;) {
      count = std::fread(block.data(), 1, block.size(), file.get());
      content.append(block.data(), count);
    }
    if (std::ferror(file.get()) == 0) return content;
  }
  std::fprintf(stderr, "tokbind: cannot read %s: %s\n", name.c_str(), std::strerror(errno));
  return {};
}

}  // namespace

std::optional<std::string> read_argument(std::string_view argument) {
  if (argument == "-") return read_file("-");
  if (argument.starts_with('@')) return read_file(std::string(argument.substr(1)));
  return std::string(argument);
}

std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0) return {};
  std::vector<std::uint8_t> octets(text.size() / 2);
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const char* start = text.data() + 2 * i;
    const auto [end, error] = std::from_chars(start, start + 2, octets[i], 16);
    if (error != std::errc{} || end != start + 2) return {};
  }
  return octets;
}

std::string to_hex(core::Bytes octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

}  // namespace tb::cli
