// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "client/session.h"

namespace tb::cli {

// Output is where content goes: stdout, or a file that is opened for the first piece of it, so that
// a request that fails leaves alone what was there.
class Output {
 public:
  // An empty name or "-" is stdout.
  explicit Output(const std::string& name);
  // write is false, and so are all that follow, when something could not be written.
  bool write(std::string_view piece);
  // flush has all of it written, makes a file that nothing was written to, and answers like write.
  bool flush();
  // complain says on stderr what could not be written, and why.
  void complain() const;
  [[nodiscard]] bool failed() const { return error_ != 0; }

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdout) std::fclose(file);
    }
  };
  bool open();
  bool note(bool written);

  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;
  int error_ = 0;
};

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
  Console(const Show& show, Output& out) : show_(show), out_(out) {}

  void bound(const client::Hop& hop) override;
  bool header(std::string_view line) override;
  bool body(std::string_view piece) override;
  void trace(char direction, std::string_view text) override;

 private:
  const Show& show_;
  Output& out_;
};

}  // namespace tb::cli
