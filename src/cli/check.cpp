// SPDX-License-Identifier: Apache-2.0
#include <jansson.h>

#include <cstdio>

#include "cli/commands.h"
#include "cli/connection_options.h"
#include "cli/doctor.h"
#include "cli/key_choice.h"
#include "cli/report.h"
#include "cli/terminal.h"

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

std::vector<Answer> ask_all(Doctor& doctor) {
  std::vector<Probe> probes = negotiation_probes();
  for (const Probe& probe : message_probes()) probes.push_back(probe);
  for (const Probe& probe : echo_probes()) probes.push_back(probe);
  Progress progress;
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    progress.show(std::to_string(i + 1) + "/" + std::to_string(probes.size()) + " " +
                  probes[i].name);
    const bool skipped = !doctor.has_echo() && i + echo_probes().size() >= probes.size();
    answers.push_back({probes[i], skipped ? not_tried("give --echo URL") : probes[i].ask(doctor)});
  }
  return answers;
}

const char* grade_word(Finding::Grade grade) {
  switch (grade) {
    case Finding::Grade::kOk:
      return "ok";
    case Finding::Grade::kNotOk:
      return "not ok";
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
                finding.words.c_str());
    if (finding.grade == Finding::Grade::kNotOk) std::printf("%11sbecause: %s\n", "", probe.why);
  }
}

void print_json(const Check& check, const std::string& url, const std::vector<Answer>& answers,
                bool all_ok) {
  json_t* rows = json_array();
  for (const auto& [probe, finding] : answers) {
    json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "probe", probe.name, "result",
                                          grade_word(finding.grade), "found", finding.words.c_str(),
                                          "why", probe.why));
  }
  json_t* root = json_pack("{s:s, s:s, s:b, s:o}", "url", url.c_str(), "echo",
                           check.echo_url.c_str(), "ok", all_ok ? 1 : 0, "probes", rows);
  json_dumpf(root, stdout, JSON_INDENT(2));
  std::putchar('\n');
  json_decref(root);
}

int count(const std::vector<Answer>& answers, Finding::Grade grade) {
  int number = 0;
  for (const Answer& answer : answers) number += answer.finding.grade == grade ? 1 : 0;
  return number;
}

// A server that cannot be reached at all is one error, not twenty.
std::optional<int> cannot_reach(const Doctor& doctor) {
  const Visit visit =
      doctor.patient([](client::Settings& settings) { settings.token_binding = false; })
          .visit(doctor.request());
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
      "It sends about 40 requests, to the URLs given only, with keys that it then forgets.\n"
      "The exit status is 0 when everything that was tried is ok, 1 when something is not,\n"
      "and curl's when the server cannot be reached.");
  if (const std::optional<int> status = options.parse(arguments)) return *status;
  if (options.operands().size() != 1) return options.complain("give one URL");
  const std::string& url = options.operands().front();

  Doctor doctor(check.settings, url, check.echo_url);
  if (const std::optional<int> status = cannot_reach(doctor)) return *status;
  const std::vector<Answer> answers = ask_all(doctor);
  const int wrong = count(answers, Finding::Grade::kNotOk);
  if (check.json) {
    print_json(check, url, answers, wrong == 0);
  } else {
    print_table(answers);
    std::printf("%d ok, %d not ok, %d not tried\n", count(answers, Finding::Grade::kOk), wrong,
                count(answers, Finding::Grade::kNotTried));
  }
  return wrong == 0 ? kSuccess : kFailure;
}

}  // namespace tb::cli
