// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor.h"

namespace tb::cli {
namespace {

using client::Settings;

constexpr const char* kWitness = "sent-by-tokbind-check";
constexpr const char* kForged = "AgBBQForgedByTokbindCheck";

Visit visit_echo(const Doctor& doctor, const Doctor::Change& change,
                 std::vector<std::string> fields) {
  client::Request request = doctor.echo_request();
  request.headers = std::move(fields);
  request.headers.push_back(std::string("X-Tokbind-Check: ") + kWitness);
  return doctor.patient(change).visit(request);
}

// A page that does not even show a field that nobody removes says nothing about the others.
bool shows_witness(const Visit& visit) {
  return visit.body.find(kWitness) != std::string::npos;
}

Finding shows_headers(Doctor& doctor) {
  if (!doctor.has_echo()) return not_tried("give --echo URL");
  const Visit visit = visit_echo(doctor, {}, {});
  if (!visit.answered()) return failed(visit);
  const std::string status = "status " + std::to_string(visit.status());
  return shows_witness(visit) ? ok(status) : not_ok(status + ", and no field that was sent");
}

Finding with_echo(const Doctor& doctor, const Doctor::Change& change,
                  std::vector<std::string> fields, Finding (*judge)(const Visit&)) {
  if (!doctor.has_echo()) return not_tried("give --echo URL");
  const Visit visit = visit_echo(doctor, change, std::move(fields));
  if (!visit.answered()) return failed(visit);
  return shows_witness(visit) ? judge(visit) : not_tried("the echo page does not show headers");
}

Finding shows_id(const Visit& visit) {
  if (!visit.negotiated()) return not_tried(kNoBinding);
  return visit.body.find(visit.hop().provided_id) != std::string::npos
             ? ok("the echo shows it")
             : not_ok("the echo does not show " + visit.hop().provided_id);
}

Finding shows_nothing_forged(const Visit& visit) {
  return visit.body.find(kForged) == std::string::npos ? ok("the echo does not show them")
                                                       : not_ok("they reached the application");
}

// Each spelling ends in the same name in some backend's environment.
std::vector<std::string> forged_fields() {
  std::vector<std::string> fields;
  for (const char* name : {"Sec-Provided-Token-Binding-ID", "sec_provided_token_binding_id",
                           "Sec-Referred-Token-Binding-ID", "Sec-Referred_Token_Binding-ID",
                           "Sec-Other-Token-Binding-ID", "Sec-Token-Binding-Context",
                           "Sec-Provided-Token-Binding-Hash", "TB_SSL_CLIENT_CERT_FINGERPRINT"}) {
    fields.push_back(std::string(name) + ": " + kForged);
  }
  return fields;
}

Finding id_arrives(Doctor& doctor) {
  return with_echo(doctor, {}, {}, shows_id);
}
Finding scrubbed_with_binding(Doctor& doctor) {
  return with_echo(doctor, {}, forged_fields(), shows_nothing_forged);
}
Finding scrubbed_without_binding(Doctor& doctor) {
  return with_echo(doctor, without_binding, forged_fields(), shows_nothing_forged);
}
Finding survives_connection_field(Doctor& doctor) {
  const auto http1 = [](Settings& settings) { settings.http_version = CURL_HTTP_VERSION_1_1; };
  return with_echo(doctor, http1, {"Connection: Sec-Provided-Token-Binding-ID"}, shows_id);
}

constexpr const char* kLoadEverywhere =
    "load the module in the httpd that takes requests from clients, and let nobody else reach the "
    "application";

}  // namespace

std::vector<Probe> echo_probes() {
  return {
      {"the echo page shows request headers", "the rows below cannot be tried without it",
       "give --echo the URL of a page of this server that prints every header it received",
       shows_headers},
      {"the ID reaches the application", "there is nothing to bind to",
       "TokenBindingPassVar provided and TokenBindingPassAs both, there", id_arrives},
      {"forged result headers are removed, bound", "anybody could claim anybody's ID",
       kLoadEverywhere, scrubbed_with_binding},
      {"forged result headers are removed, unbound", "anybody could claim anybody's ID",
       kLoadEverywhere, scrubbed_without_binding},
      {"a Connection header does not remove the ID", "a client could look unbound",
       "update the module", survives_connection_field},
  };
}

}  // namespace tb::cli
