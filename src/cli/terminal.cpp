// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include <unistd.h>

#include <cstdlib>

namespace tb::cli {
namespace {

bool wants_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_color != nullptr && no_color[0] != '\0') return false;
  return is_terminal(stdout) && terminal != nullptr && std::string_view(terminal) != "dumb";
}

constexpr const char* kWipe = "\r\033[K";

}  // namespace

bool is_terminal(std::FILE* stream) {
  return isatty(fileno(stream)) == 1;
}

std::string coloured(std::string_view text, Colour colour) {
  static const bool wanted = wants_colour();
  if (!wanted) return std::string(text);
  return "\033[" + std::to_string(static_cast<int>(colour)) + "m" + std::string(text) + "\033[0m";
}

Progress::Progress() : active_(is_terminal(stderr)) {}

Progress::~Progress() {
  if (active_) std::fputs(kWipe, stderr);
}

void Progress::show(const std::string& text) {
  if (active_) std::fprintf(stderr, "%s%s", kWipe, text.c_str());
}

}  // namespace tb::cli
