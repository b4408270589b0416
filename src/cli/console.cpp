// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/input.h"
#include "cli/report.h"

namespace tb::cli {
namespace {

bool write_text(std::FILE* file, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size();
}

}  // namespace

OutputFile open_output(const std::string& name) {
  if (name.empty() || name == "-") return OutputFile(stdout);
  OutputFile file(std::fopen(name.c_str(), "wb"));
  if (!file) {
    std::fprintf(stderr, "tokbind: cannot write %s: %s\n", name.c_str(), std::strerror(errno));
  }
  return file;
}

void Console::bound(const client::Hop& hop) {
  if (show_.verbose) trace('*', describe_hop(hop));
  if (show_.show_ekm && hop.ekm) trace('*', "Token Binding: EKM " + to_hex(hop.ekm->view()));
  if (!show_.print_header) return;
  for (const std::string& message : hop.messages) std::printf("%s\n", message.c_str());
}

bool Console::header(std::string_view line) {
  return !show_.include || write_text(out_, line);
}

bool Console::body(std::string_view piece) {
  return write_text(out_, piece);
}

void Console::trace(char direction, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    std::fprintf(stderr, "%c %.*s\n", direction, static_cast<int>(length), text.data());
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

}  // namespace tb::cli
