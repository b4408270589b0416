// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "cli/commands.h"
#include "cli/connection_options.h"
#include "cli/doctor.h"
#include "cli/json_text.h"
#include "cli/key_choice.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "client/place.h"

namespace tb::cli {
namespace {

struct Check {
  client::Settings settings;
  std::string echo_url;
  bool json = false;
};

struct Answer {
  Probe probe;
  Finding finding;
};

// A server that says nothing must not keep the other probes waiting for ever.
constexpr long kConnectPatience = 10'000;  // ms
constexpr long kPatience = 30'000;

void limit_time(client::Settings& settings) {
  if (settings.connect_timeout_ms == 0) settings.connect_timeout_ms = kConnectPatience;
  if (settings.max_time_ms == 0) settings.max_time_ms = kPatience;
}

bool is_https(const std::string& url) {
  return client::place_of(url).scheme == "https";
}

std::vector<Answer> ask_all(Doctor& doctor) {
  std::vector<Probe> probes = negotiation_probes();
  for (const Probe& probe : message_probes()) probes.push_back(probe);
  for (const Probe& probe : echo_probes()) probes.push_back(probe);
  Progress progress;
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    progress.show(std::to_string(i + 1) + "/" + std::to_string(probes.size()) + " " +
                  probes[i].name);
    answers.push_back({probes[i], probes[i].ask(doctor)});
  }
  return answers;
}

const char* grade_word(Finding::Grade grade) {
  switch (grade) {
    case Finding::Grade::kOk:
      return "ok";
    case Finding::Grade::kNotOk:
      return "not ok";
    case Finding::Grade::kNote:
      return "note";
    case Finding::Grade::kNotTried:
      break;
  }
  return "not tried";
}

Colour grade_colour(Finding::Grade grade) {
  if (grade == Finding::Grade::kOk) return Colour::kGreen;
  return grade == Finding::Grade::kNotOk ? Colour::kRed : Colour::kDim;
}

void print_table(const std::vector<Answer>& answers) {
  for (const auto& [probe, finding] : answers) {
    std::string grade(grade_word(finding.grade));
    grade.resize(9, ' ');
    std::printf("%s  %-43s %s\n", coloured(grade, grade_colour(finding.grade)).c_str(), probe.name,
                printable(finding.words).c_str());
    if (finding.grade == Finding::Grade::kOk || finding.grade == Finding::Grade::kNotTried) continue;
    std::printf("%11sbecause: %s\n%11sremedy:  %s\n", "", probe.why, "", probe.remedy);
  }
}

void print_report(const Check& check, const std::string& url, const std::vector<Answer>& answers,
                  bool all_ok) {
  json_t* rows = json_array();
  for (const auto& [probe, finding] : answers) {
    json_array_append_new(
        rows, json_pack("{s:s, s:s, s:o, s:s, s:s}", "probe", probe.name, "result",
                        grade_word(finding.grade), "found", json_text(finding.words), "why",
                        probe.why, "remedy", probe.remedy));
  }
  print_json(Json(json_pack("{s:o, s:o, s:b, s:o}", "url", json_text(url), "echo",
                            json_text(check.echo_url), "ok", all_ok ? 1 : 0, "probes", rows)));
}

int count(const std::vector<Answer>& answers, Finding::Grade grade) {
  int number = 0;
  for (const Answer& answer : answers) number += answer.finding.grade == grade ? 1 : 0;
  return number;
}

// A server that cannot be reached at all is one error, not twenty.
std::optional<int> cannot_reach(const Doctor& doctor) {
  const Visit visit = doctor.patient(without_binding).visit(doctor.request());
  if (visit.answered()) return {};
  return report_failure(visit.outcome, KeyChoice{});
}

}  // namespace

int run_check(Arguments arguments) {
  Check check;
  Options options("check [options] URL",
                  "Look at a server's Token Binding and say what is wrong with it.");
  options.text(0, "echo", "URL", "a page of it that shows the request headers it received",
               &check.echo_url);
  options.flag(0, "json", "print JSON", &check.json);
  add_connection_options(options, check.settings);
  add_binding_options(options, check.settings);
  options.remark(
      "One row is a note when clients that know Token Binding for TLS 1.2 alone cannot connect.\n"
      "It sends about 40 requests, to the URLs given only, with keys that it then forgets, and\n"
      "waits 10 seconds for a connection and 30 for each answer unless told otherwise.\n"
      "The exit status is 0 when everything that was tried is ok, 1 when something is not,\n"
      "and curl's when the server cannot be reached.");
  if (const std::optional<int> status = options.parse(arguments)) return *status;
  if (options.operands().size() != 1) return options.complain("give one URL");
  const std::string& url = options.operands().front();
  if (!is_https(url)) return options.complain("Token Binding is part of TLS: give an https:// URL");
  if (!check.echo_url.empty() && !is_https(check.echo_url)) {
    return options.complain("--echo: give an https:// URL of the same server");
  }
  limit_time(check.settings);

  Doctor doctor(check.settings, url, check.echo_url);
  if (const std::optional<int> status = cannot_reach(doctor)) return *status;
  const std::vector<Answer> answers = ask_all(doctor);
  const int wrong = count(answers, Finding::Grade::kNotOk);
  if (check.json) {
    print_report(check, url, answers, wrong == 0);
  } else {
    print_table(answers);
    std::printf("%d ok, %d not ok, %d not tried, %d to note\n",
                count(answers, Finding::Grade::kOk), wrong,
                count(answers, Finding::Grade::kNotTried), count(answers, Finding::Grade::kNote));
  }
  return wrong == 0 ? kSuccess : kFailure;
}

}  // namespace tb::cli
