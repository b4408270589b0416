// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor.h"

namespace tb::cli {
namespace {

using client::Settings;

constexpr const char* kNoBinding = "Token Binding was not negotiated";

std::string status_words(const Visit& visit) {
  return std::to_string(visit.status());
}

// A refusal is status 400, or a connection that the server closes (RFC 8473 2).
Finding refused(const Visit& visit) {
  if (!visit.answered()) return ok(visit.outcome.words);
  if (!visit.negotiated()) return not_tried(kNoBinding);
  if (visit.status() == 400) return ok("400");
  return not_ok("answered with " + status_words(visit) +
                ": not verified, or bad messages are only ignored");
}

Finding accepted(Doctor& doctor, const Doctor::Change& change, const char* protocol) {
  Patient patient = doctor.patient(change);
  std::string statuses;
  for (int i = 0; i < 2; ++i) {  // the second one over the same connection
    const Visit visit = patient.visit(doctor.request());
    if (!visit.answered()) return failed(visit);
    if (!visit.negotiated()) return not_tried(kNoBinding);
    if (!visit.head.starts_with(protocol)) return not_tried("the server does not speak it");
    if (visit.status() == 400) return not_ok("a good message was refused: 400");
    statuses += (i == 0 ? "" : ", ") + status_words(visit);
  }
  return ok(statuses);
}

void http1(Settings& settings) {
  settings.http_version = CURL_HTTP_VERSION_1_1;
}
void http2(Settings& settings) {
  settings.http_version = CURL_HTTP_VERSION_2TLS;
}

Finding accepted_on_http1(Doctor& doctor) {
  return accepted(doctor, http1, "HTTP/1");
}
Finding accepted_on_http2(Doctor& doctor) {
  return accepted(doctor, http2, "HTTP/2");
}

// sent_instead makes a good message on one connection and has `spoil` say what to send instead: on
// the same connection, or on a second one.
Finding sent_instead(Doctor& doctor, bool same_connection,
                     const std::function<std::vector<std::string>(std::string)>& spoil) {
  Patient first = doctor.patient();
  const Visit good = first.visit(doctor.request());
  if (!good.answered()) return failed(good);
  if (!good.negotiated()) return not_tried(kNoBinding);
  client::Request request = doctor.request();
  request.replay = spoil(good.hop().messages.front());
  Patient second = doctor.patient();
  return refused(same_connection ? first.visit(request) : second.visit(request));
}

Finding tampered(Doctor& doctor) {
  return sent_instead(doctor, true, [](std::string message) {
    // A character in the middle of the signature, which ends 4 octets before the message does.
    char& character = message[message.size() - 40];
    character = character == 'A' ? 'B' : 'A';
    return std::vector{message};
  });
}

Finding truncated(Doctor& doctor) {
  return sent_instead(doctor, true, [](std::string message) {
    return std::vector{message.substr(0, message.size() - 8)};
  });
}

Finding replayed(Doctor& doctor) {
  return sent_instead(doctor, false,
                      [](std::string message) { return std::vector{std::move(message)}; });
}

Finding doubled(Doctor& doctor) {
  return sent_instead(doctor, true, [](const std::string& message) {
    return std::vector{message, message};
  });
}

Finding ignored_without_negotiation(Doctor& doctor) {
  const Visit good = doctor.patient().visit(doctor.request());
  if (!good.answered() || !good.negotiated()) return not_tried(kNoBinding);
  client::Request request = doctor.request();
  request.headers.push_back("Sec-Token-Binding: " + good.hop().messages.front());
  const Visit visit =
      doctor.patient([](Settings& settings) { settings.token_binding = false; }).visit(request);
  if (!visit.answered()) return failed(visit);
  const long without = doctor.status_without_binding();
  if (visit.status() == without) return ok(status_words(visit) + ", as without it");
  return not_ok(status_words(visit) + " instead of " + std::to_string(without));
}

bool has_field(std::string head, std::string_view name) {
  for (char& c : head) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return head.find("\n" + std::string(name) + ":") != std::string::npos;
}

Finding silent_response(Doctor& doctor) {
  const Visit visit = doctor.patient().visit(doctor.request());
  if (!visit.answered()) return failed(visit);
  return has_field(visit.head, "sec-token-binding") ? not_ok("it is in the response")
                                                    : ok("not in the response");
}

Finding id_arrives(Doctor& doctor) {
  const Visit visit = doctor.patient().visit(doctor.echo_request());
  if (!visit.answered()) return failed(visit);
  if (!visit.negotiated()) return not_tried(kNoBinding);
  return visit.body.find(visit.hop().provided_id) != std::string::npos
             ? ok("the echo shows it")
             : not_ok("the echo does not show " + visit.hop().provided_id);
}

constexpr const char* kForged = "AgBBQForgedByTokbindCheck";

// Each spelling ends in the same name in some backend's environment.
std::vector<std::string> forged_fields() {
  std::vector<std::string> fields;
  for (const char* name : {"Sec-Provided-Token-Binding-ID", "sec_provided_token_binding_id",
                           "Sec-Referred-Token-Binding-ID", "Sec-Referred_Token_Binding-ID",
                           "Sec-Other-Token-Binding-ID", "TB_SSL_CLIENT_CERT_FINGERPRINT"}) {
    fields.push_back(std::string(name) + ": " + kForged);
  }
  return fields;
}

Finding scrubbed(Doctor& doctor, const Doctor::Change& change) {
  client::Request request = doctor.echo_request();
  request.headers = forged_fields();
  const Visit visit = doctor.patient(change).visit(request);
  if (!visit.answered()) return failed(visit);
  return visit.body.find(kForged) == std::string::npos ? ok("the echo does not show it")
                                                       : not_ok("it reached the application");
}

Finding scrubbed_with_binding(Doctor& doctor) {
  return scrubbed(doctor, {});
}
Finding scrubbed_without_binding(Doctor& doctor) {
  return scrubbed(doctor, [](Settings& settings) { settings.token_binding = false; });
}

Finding survives_connection_field(Doctor& doctor) {
  client::Request request = doctor.echo_request();
  request.headers.push_back("Connection: Sec-Provided-Token-Binding-ID");
  const Visit visit = doctor.patient(http1).visit(request);
  if (!visit.answered()) return failed(visit);
  if (!visit.negotiated()) return not_tried(kNoBinding);
  return visit.body.find(visit.hop().provided_id) != std::string::npos
             ? ok("the echo shows the ID")
             : not_ok("a client can make the ID disappear");
}

}  // namespace

std::vector<Probe> message_probes() {
  return {
      {"good messages accepted on HTTP/1.1", "bound clients would be turned away",
       accepted_on_http1},
      {"good messages accepted on HTTP/2", "bound clients would be turned away", accepted_on_http2},
      {"a tampered message is refused", "anybody could claim anybody's ID", tampered},
      {"a truncated message is refused", "the parser is not strict", truncated},
      {"a replayed message is refused", "a stolen header would be worth as much as the key",
       replayed},
      {"a doubled header is refused", "two readers could see two IDs (RFC 8473 2)", doubled},
      {"a message without negotiation is ignored", "it proves nothing (RFC 8471 4.2)",
       ignored_without_negotiation},
      {"no Sec-Token-Binding in responses", "RFC 8473 2 forbids it", silent_response},
  };
}

std::vector<Probe> echo_probes() {
  return {
      {"the ID reaches the application", "there is nothing to bind to", id_arrives},
      {"forged result headers are removed, bound", "anybody could claim anybody's ID",
       scrubbed_with_binding},
      {"forged result headers are removed, unbound", "anybody could claim anybody's ID",
       scrubbed_without_binding},
      {"a Connection header does not remove the ID", "a client could look unbound",
       survives_connection_field},
  };
}

}  // namespace tb::cli
