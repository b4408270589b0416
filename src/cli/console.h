// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "client/session.h"

namespace tb::cli {

struct CloseOutput {
  void operator()(std::FILE* file) const {
    if (file != stdout) std::fclose(file);
  }
};
using OutputFile = std::unique_ptr<std::FILE, CloseOutput>;

// open_output opens a file to write to; an empty name or "-" is stdout. Nothing, with a word on
// stderr, when it cannot.
OutputFile open_output(const std::string& name);

// Show says what of a request is shown besides the content of the response.
struct Show {
  bool include = false;       // response heads
  bool verbose = false;       // what goes on, on stderr
  bool print_header = false;  // the messages sent, on stdout
  bool show_ekm = false;      // the keying material, on stderr
};

// Console writes what a request brings to where the user wants it.
class Console final : public client::Listener {
 public:
  Console(const Show& show, std::FILE* out) : show_(show), out_(out) {}

  void bound(const client::Hop& hop) override;
  bool header(std::string_view line) override;
  bool body(std::string_view piece) override;
  void trace(char direction, std::string_view text) override;

 private:
  const Show& show_;
  std::FILE* out_;
};

}  // namespace tb::cli
