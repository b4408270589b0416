// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <sstream>

#include "cli/commands.h"
#include "cli/connection_options.h"
#include "cli/console.h"
#include "cli/input.h"
#include "cli/key_choice.h"
#include "cli/printable.h"
#include "cli/report.h"
#include "client/session.h"
#include "client/text.h"

namespace tb::cli {
namespace {

// Job is one command line: what to ask and where the answers go.
struct Job {
  client::Settings settings;
  client::Request request;
  KeyChoice choice;
  Show show;
  std::string output;
  bool silent = false;
  bool unreadable = false;  // a file that an option names, which has then been said
};

enum class Ends : unsigned char { kKept, kRemoved };  // of the lines of a file

void add_data(Job& job, std::string_view argument, Ends ends) {
  const bool is_file = argument.starts_with('@');
  std::optional<std::string> text =
      is_file ? read_argument(argument) : std::optional(std::string(argument));
  job.unreadable |= !text;
  if (!text) return;
  if (is_file && ends == Ends::kRemoved) {
    std::erase_if(*text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  }
  job.request.body = job.request.body ? *job.request.body + "&" + *text : std::move(*text);
}

void add_replay(Job& job, std::string_view argument) {
  const std::optional<std::string> text = read_argument(argument);
  job.unreadable |= !text;
  if (text) job.request.replay.emplace_back(client::trimmed(*text));
}

// A jar need not be there yet: curl takes a file that is missing for an empty one.
void add_cookie_file(Job& job, const std::string& name) {
  if (!job.settings.cookie_lines) job.settings.cookie_lines.emplace();
  std::error_code unknown;
  if (!std::filesystem::exists(name, unknown) && !unknown) return;
  const std::optional<std::string> text = read_argument("@" + name);
  job.unreadable |= !text;
  std::istringstream lines(text.value_or(""));
  for (std::string line; std::getline(lines, line);) job.settings.cookie_lines->push_back(line);
}

// Nobody gets a second field into a request by way of another one's value.
bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool take_cookies(Job& job, std::string_view argument) {
  if (argument.find('=') == std::string_view::npos) {
    add_cookie_file(job, std::string(argument));
  } else {
    job.request.cookies = argument;
  }
  return is_one_line(argument);
}

// curl sends "Name: value", leaves out "Name:" and sends "Name;" with an empty value.
bool is_header_line(std::string_view line) {
  constexpr std::string_view kToken =  // RFC 9110 5.6.2
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
  const std::size_t end = line.find_first_not_of(kToken);
  return end != 0 && end != std::string_view::npos && (line[end] == ':' || line[end] == ';') &&
         is_one_line(line);
}

std::function<bool(std::string_view)> one_line(std::string* target) {
  return [target](std::string_view text) {
    *target = text;
    return is_one_line(text);
  };
}

void add_request_options(Options& options, Job& job) {
  client::Request& request = job.request;
  options.section("Request");
  options.value('X', "request", "METHOD", "use this method", one_line(&request.method));
  options.value('H', "header", "LINE", "send this header too", [&request](std::string_view text) {
    request.headers.emplace_back(text);
    return is_header_line(text);
  });
  options.value('d', "data", "DATA|@FILE", "POST this", [&job](std::string_view text) {
    add_data(job, text, Ends::kRemoved);
    return true;
  });
  options.value(0, "data-binary", "DATA|@FILE", "POST this as it is",
                [&job](std::string_view text) {
                  add_data(job, text, Ends::kKept);
                  return true;
                });
  options.flag('I', "head", "ask for the head only", [&job] {
    job.request.head = true;
    job.show.include = true;
  });
  options.value('A', "user-agent", "NAME", "say to be this program",
                one_line(&job.settings.user_agent));
  options.value('b', "cookie", "DATA|FILE", "send these cookies, or those in a file",
                [&job](std::string_view text) { return take_cookies(job, text); });
  options.text('c', "cookie-jar", "FILE", "write cookies to this file", &job.settings.cookie_jar);
  options.flag('L', "location", "follow redirects", &request.follow);
  options.number(0, "max-redirs", "NUMBER", "follow at most so many", 0, 1000,
                 &request.max_redirects);
}

void add_output_options(Options& options, Job& job) {
  options.section("Output");
  options.flag('i', "include", "print response heads too", &job.show.include);
  options.text('o', "output", "FILE", "write the content to a file", &job.output);
  options.flag('f', "fail", "exit with 22 on a status of 400 or more", &job.request.fail);
  options.flag('s', "silent", "say nothing about failures", &job.silent);
  options.flag('v', "verbose", "tell what goes on, and which ID is used", &job.show.verbose);
}

void add_experiment_options(Options& options, Job& job) {
  options.section("To test servers");
  options.flag(0, "print-header", "print each Sec-Token-Binding value sent to stdout",
               &job.show.print_header);
  options.value(0, "replay", "VALUE|@FILE",
                "negotiate, but send this value; repeat for more fields",
                [&job](std::string_view text) {
                  add_replay(job, text);
                  return true;
                });
  options.flag(0, "show-ekm", "print the keying material, for tokbind decode --ekm",
               &job.show.show_ekm);
  options.flag(0, "no-extended-master-secret", "do not offer it",
               [&job] { job.settings.extended_master_secret = false; });
  options.flag(0, "fresh-connection", "use a new connection for each URL",
               &job.request.fresh_connection);
}

Options describe(Job& job) {
  Options options("request [options] URL...",
                  "Make HTTP requests that are bound to a key. Options are curl's where curl has "
                  "them.");
  add_request_options(options, job);
  add_output_options(options, job);
  add_connection_options(options, job.settings);
  add_binding_options(options, job.settings);
  add_choice_of_binding(options, job.settings);
  add_key_options(options, job.choice);
  add_experiment_options(options, job);
  options.remark(
      "The exit status is curl's: 7 cannot connect, 22 with --fail, 23 cannot write, 26 cannot\n"
      "read a file, 35 TLS, 60 untrusted certificate; and 58 for trouble with a Token Binding "
      "key.");
  return options;
}

// RFC 8473 2: the field is sent exactly when it was negotiated, and only once.
bool sets_message_itself(const Job& job) {
  return job.settings.token_binding &&
         std::ranges::any_of(job.request.headers, [](std::string_view line) {
           return client::lower_case(line.substr(0, line.find_first_of(":;"))) ==
                  "sec-token-binding";
         });
}

// judge says what went wrong with one request, unless that is to be kept silent, and returns the
// exit status.
int judge(const Job& job, const client::Outcome& outcome, Output& out) {
  if (outcome.code == CURLE_OK) out.flush();
  if (out.failed()) {
    if (!job.silent) out.complain();
    return kExitWrite;
  }
  if (outcome.code != CURLE_OK) {
    if (!job.silent) explain_failure(outcome, job.choice);
    return exit_status_of(outcome);
  }
  if (outcome.jar_complaint.empty()) return kSuccess;
  if (!job.silent) {
    std::fprintf(stderr, "tokbind: %s\n",
                 printable(client::trimmed(outcome.jar_complaint)).c_str());
  }
  return kExitWrite;
}

int perform_all(const Job& job, client::Keyring& keyring, const std::vector<std::string>& urls) {
  Output out(job.output);
  Console console(job.show, out);
  client::Session session(job.settings, keyring);
  int status = kSuccess;
  client::Request request = job.request;
  request.verbose = job.show.verbose;
  for (const std::string& url : urls) {
    request.url = url;
    const int found = judge(job, session.perform(request, console), out);
    if (found != kSuccess && urls.size() > 1 && !job.silent) {
      std::fprintf(stderr, "tokbind: that was %s\n", printable(url).c_str());
    }
    if (status == kSuccess) status = found;
  }
  return status;
}

}  // namespace

int run_request(Arguments arguments) {
  Job job;
  Options options = describe(job);
  if (const std::optional<int> status = options.parse(arguments)) return *status;
  if (options.operands().empty()) return options.complain("give a URL");
  if (job.unreadable) return kExitRead;
  if (job.request.head && job.request.body) {
    return options.complain("--head asks for no content and --data sends some: give one of them");
  }
  if (sets_message_itself(job)) {
    return options.complain(
        "to send a Sec-Token-Binding of your own use --replay VALUE, or "
        "--no-token-binding to do so without negotiating");
  }
  std::optional<client::Keyring> keyring = open_keyring(job.choice, job.settings);
  if (!keyring) return kExitKey;
  return perform_all(job, *keyring, options.operands());
}

}  // namespace tb::cli
