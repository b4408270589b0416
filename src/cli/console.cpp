// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/input.h"
#include "cli/printable.h"
#include "cli/report.h"

namespace tb::cli {

Output::Output(const std::string& name) : name_(name == "-" ? "" : name) {
  if (name_.empty()) file_.reset(stdout);
}

bool Output::note(bool written) {
  if (!written && error_ == 0) error_ = errno;
  return error_ == 0;
}

bool Output::open() {
  if (!file_ && error_ == 0) file_.reset(std::fopen(name_.c_str(), "wb"));
  return note(file_ != nullptr);
}

bool Output::write(std::string_view piece) {
  return open() && note(std::fwrite(piece.data(), 1, piece.size(), file_.get()) == piece.size());
}

bool Output::flush() {
  return open() && note(std::fflush(file_.get()) == 0);
}

void Output::complain() const {
  std::fprintf(stderr, "tokbind: cannot write %s: %s\n",
               name_.empty() ? "the output" : name_.c_str(), std::strerror(error_));
}

void Console::bound(const client::Hop& hop) {
  if (show_.verbose) trace('*', describe_hop(hop));
  if (show_.show_ekm && hop.ekm) trace('*', "Token Binding: EKM " + to_hex(hop.ekm->view()));
  if (!show_.print_header) return;
  for (const std::string& message : hop.messages) std::printf("%s\n", message.c_str());
}

bool Console::header(std::string_view line) {
  return !show_.include || out_.write(line);
}

bool Console::body(std::string_view piece) {
  return out_.write(piece);
}

void Console::trace(char direction, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, length);
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::fprintf(stderr, "%c %s\n", direction, printable(line).c_str());
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

}  // namespace tb::cli
