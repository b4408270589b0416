// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace tb::cli {

// is_terminal tells whether a person reads the stream as it is written.
bool is_terminal(std::FILE* stream);

enum class Colour : unsigned char { kGreen = 32, kRed = 31, kDim = 2 };

// coloured wraps a text for stdout, unless stdout is no terminal, NO_COLOR is set, or the terminal
// is a dumb one.
std::string coloured(std::string_view text, Colour colour);

// Progress is one line on stderr that is written over as work goes on; nothing when stderr is no
// terminal. It wipes itself.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(const std::string& text);

 private:
  bool active_;
};

}  // namespace tb::cli
