// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor.h"

namespace tb::cli {
namespace {

using client::Settings;

std::string status_words(const Visit& visit) {
  return std::to_string(visit.status());
}

// RFC 8473 2 lets a server refuse by ending the connection. Silence, say, is no refusal.
bool hung_up(CURLcode code) {
  return code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
         code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
}

// refused judges what came of a bad message where a good one got `good`: it is refused with 400, by
// hanging up, or, where bad messages are ignored, with what unbound requests get if they are
// denied.
Finding refused(const Visit& visit, const Visit& good) {
  if (hung_up(visit.outcome.code)) return ok("the server hung up");
  if (!visit.answered()) return failed(visit);
  if (!visit.negotiated()) return not_tried(kNoBinding);
  if (visit.status() == 400) return ok("400");
  const std::string statuses =
      status_words(visit) + ", where a good message gets " + status_words(good);
  if (visit.status() >= 400 && good.status() < 400) return ok(statuses);
  return not_ok("answered with " + statuses);
}

Finding accepted(Doctor& doctor, const Doctor::Change& change, const char* protocol) {
  Patient patient = doctor.patient(change);
  std::string statuses;
  for (int i = 0; i < 2; ++i) {  // the second one over the same connection
    const Visit visit = patient.visit(doctor.request());
    if (!visit.answered()) return failed(visit);
    if (!visit.negotiated()) return not_tried(kNoBinding);
    if (!visit.head.starts_with(protocol)) {
      return not_tried("the server chose " + visit.head.substr(0, visit.head.find(' ')) +
                       " (prefork has no other; else see Protocols)");
    }
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

enum class On : std::uint8_t { kSameConnection, kAnotherConnection };

// sent_instead makes a good message on one connection and has `spoil` say what to send instead.
Finding sent_instead(Doctor& doctor, On where,
                     const std::function<std::vector<std::string>(std::string)>& spoil) {
  Patient first = doctor.patient();
  const Visit good = first.visit(doctor.request());
  if (!good.answered()) return failed(good);
  if (!good.negotiated()) return not_tried(kNoBinding);
  client::Request request = doctor.request();
  request.replay = spoil(good.hop().messages.front());
  Patient second = doctor.patient();
  return refused(where == On::kSameConnection ? first.visit(request) : second.visit(request), good);
}

Finding tampered(Doctor& doctor) {
  return sent_instead(doctor, On::kSameConnection, [](std::string message) {
    // A character in the middle of the signature, which ends 4 octets before the message does.
    char& character = message[message.size() - 40];
    character = character == 'A' ? 'B' : 'A';
    return std::vector{message};
  });
}

Finding truncated(Doctor& doctor) {
  return sent_instead(doctor, On::kSameConnection, [](std::string message) {
    return std::vector{message.substr(0, message.size() - 8)};
  });
}

Finding replayed(Doctor& doctor) {
  return sent_instead(doctor, On::kAnotherConnection,
                      [](std::string message) { return std::vector{std::move(message)}; });
}

Finding doubled(Doctor& doctor) {
  return sent_instead(doctor, On::kSameConnection, [](const std::string& message) {
    return std::vector{message, message};
  });
}

Finding ignored_without_negotiation(Doctor& doctor) {
  const Visit good = doctor.patient().visit(doctor.request());
  if (!good.answered() || !good.negotiated()) return not_tried(kNoBinding);
  client::Request request = doctor.request();
  request.headers.push_back("Sec-Token-Binding: " + good.hop().messages.front());
  const Visit visit = doctor.patient(without_binding).visit(request);
  if (!visit.answered()) return failed(visit);
  const long without = doctor.status_without_binding();
  if (visit.status() == without) return ok(status_words(visit) + ", as without it");
  return not_ok(status_words(visit) + " instead of " + std::to_string(without));
}

Finding silent_response(Doctor& doctor) {
  const Visit visit = doctor.patient().visit(doctor.request());
  if (!visit.answered()) return failed(visit);
  return visit.field("sec-token-binding") ? not_ok("it is in the response")
                                          : ok("not in the response");
}

constexpr const char* kReadLog =
    "LogLevel token_binding:info, then httpd's error log says why; a reason of \"signature\" means "
    "that TLS ends before httpd and something hands the header on";
constexpr const char* kReject =
    "TokenBindingInvalidAction reject, or Require token-binding; if it is so, believe no ID of "
    "this server's: it does not verify them";
constexpr const char* kInFront = "look at what stands in front of httpd: it joins or drops fields";
constexpr const char* kSame = "the module would remove it: look at what stands in front of httpd";

}  // namespace

std::vector<Probe> message_probes() {
  return {
      {"good messages accepted on HTTP/1.1", "bound clients would be turned away", kReadLog,
       accepted_on_http1},
      {"good messages accepted on HTTP/2", "bound clients would be turned away", kReadLog,
       accepted_on_http2},
      {"a tampered message is refused", "anybody could claim anybody's ID", kReject, tampered},
      {"a truncated message is refused", "the parser is not strict", kReject, truncated},
      {"a replayed message is refused", "a stolen header would be worth as much as the key",
       kReject, replayed},
      {"a doubled header is refused", "two readers could see two IDs (RFC 8473 2)", kInFront,
       doubled},
      {"a message without negotiation is ignored", "it proves nothing (RFC 8471 4.2)", kSame,
       ignored_without_negotiation},
      {"no Sec-Token-Binding in responses", "RFC 8473 2 forbids it", kSame, silent_response},
  };
}

}  // namespace tb::cli
