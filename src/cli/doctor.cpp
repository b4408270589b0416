// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor.h"

#include "client/text.h"

namespace tb::cli {
namespace {

constexpr std::size_t kEnough = 1024 * 1024;  // of a body; a page shows what it saw long before

class Recorder final : public client::Listener {
 public:
  explicit Recorder(Visit& visit) : visit_(visit) {}
  bool header(std::string_view line) override {
    visit_.head.append(line);
    return visit_.head.size() < kEnough;
  }
  bool body(std::string_view piece) override {
    if (visit_.body.size() < kEnough) visit_.body.append(piece);
    return true;
  }

 private:
  Visit& visit_;
};

}  // namespace

std::optional<std::string> Visit::field(std::string_view name) const {
  const std::string start = "\n" + std::string(name) + ":";
  const std::size_t found = client::lower_case(head).find(start);
  if (found == std::string::npos) return {};
  const std::string_view rest = std::string_view(head).substr(found + start.size());
  return std::string(client::trimmed(rest.substr(0, rest.find('\n'))));
}

Visit Patient::visit(const client::Request& request) {
  Visit visit;
  Recorder recorder(visit);
  visit.outcome = session_.perform(request, recorder);
  return visit;
}

Patient Doctor::patient(const Change& change) const {
  client::Settings settings = settings_;
  if (change) change(settings);
  return Patient(std::move(settings));
}

client::Request Doctor::request() const {
  client::Request request;
  request.url = url_;
  return request;
}

client::Request Doctor::echo_request() const {
  client::Request request;
  request.url = echo_url_;
  return request;
}

long Doctor::status_without_binding() {
  if (!status_without_binding_) {
    const Visit visit = patient(without_binding).visit(request());
    status_without_binding_ = visit.answered() ? visit.status() : 0;
  }
  return *status_without_binding_;
}

void without_binding(client::Settings& settings) {
  settings.token_binding = false;
}

std::string describe(const core::Negotiated& negotiated) {
  return to_text(negotiated.version) + " " + std::string(core::to_text(negotiated.key_parameters));
}

Finding failed(const Visit& visit) {
  if (visit.outcome.refusal) {
    const core::CauseText& text = core::explain(visit.outcome.refusal->cause);
    return not_ok("handshake aborted: " + std::string(text.words) + " (" +
                  std::string(text.clause) + ")");
  }
  return not_ok(visit.outcome.words);
}

}  // namespace tb::cli
