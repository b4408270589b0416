// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>
#include <openssl/crypto.h>

#include <array>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "cli/commands.h"
#include "cli/options.h"

namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(tb::cli::Arguments);
};

constexpr std::array kCommands{
    Command{"request", "make HTTP requests that are bound to a key", tb::cli::run_request},
    Command{"decode", "explain and verify a Token Binding message", tb::cli::run_decode},
    Command{"id", "print the Token Binding ID of a key or a message", tb::cli::run_id},
    Command{"keys", "list, show, make and delete keys", tb::cli::run_keys},
    Command{"check", "look at a server and say what is wrong with it", tb::cli::run_check},
    Command{"bench", "measure how fast a server answers bound requests", tb::cli::run_bench},
};

int print_usage(std::FILE* out, int status) {
  std::fputs("Usage: tokbind COMMAND [options] ...\n\n", out);
  for (const Command& command : kCommands) {
    std::fprintf(out, "  %-9s %s\n", command.name.data(), command.summary.data());
  }
  std::fputs("\ntokbind COMMAND --help explains one; tokbind(1) all of them.\n", out);
  return status;
}

// A full disk, or a reader that has gone away, may show only when the rest is written.
int close_output(int status) {
  const bool failed_before = std::ferror(stdout) != 0;
  errno = 0;
  if (std::fclose(stdout) == 0 && !failed_before) return status;
  if (status != tb::cli::kExitWrite) {
    std::fprintf(stderr, "tokbind: cannot write the output: %s\n",
                 errno != 0 ? std::strerror(errno) : "a part of it is lost");
  }
  return status == tb::cli::kSuccess ? tb::cli::kExitWrite : status;
}

int print_version() {
  std::printf("tokbind %s, %s, %s\n", TB_VERSION, curl_version(), OpenSSL_version(OPENSSL_VERSION));
  return tb::cli::kSuccess;
}

int run(int argc, char** argv) {
  if (argc < 2) return print_usage(stderr, tb::cli::kUsage);
  const std::string_view name = argv[1];
  if (name == "--help" || name == "-h" || name == "help") return print_usage(stdout, 0);
  if (name == "--version" || name == "-V") return print_version();
  for (const Command& command : kCommands) {
    if (command.name != name) continue;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return command.run({argv + 2, static_cast<std::size_t>(argc - 2)});
  }
  std::fprintf(stderr, "tokbind: no command \"%s\"\n", argv[1]);
  return print_usage(stderr, tb::cli::kUsage);
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");  // what libcurl takes the octets of a host's name for
  // libcurl leaves it to us (CURLOPT_NOSIGNAL); a write that fails is reported where it is made.
  std::signal(SIGPIPE, SIG_IGN);
  return close_output(run(argc, argv));
}
