// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor.h"

namespace tb::cli {
namespace {

using client::Settings;

void only_tls1_2(Settings& settings) {
  settings.tls_min = CURL_SSLVERSION_TLSv1_2;
  settings.tls_max = CURL_SSLVERSION_MAX_TLSv1_2;
}
void only_tls1_3(Settings& settings) {
  settings.tls_min = CURL_SSLVERSION_TLSv1_3;
}

Finding not_negotiated(const Visit& visit) {
  if (!visit.hop().tls) return not_ok("the connection was not over TLS");
  if (visit.hop().tls_version == "TLSv1.2" && !visit.hop().extended_master_secret) {
    return not_ok("not answered: the server has no extended master secret");
  }
  const std::optional<std::string> server = visit.field("server");
  return not_ok("not answered; the response is of " +
                (server ? "\"" + *server + "\"" : "a server that does not tell its name"));
}

// A server need not speak both versions of TLS: no handshake at all is no fault.
Finding negotiates(const Visit& visit) {
  if (visit.outcome.refusal) return failed(visit);
  if (visit.outcome.code == CURLE_SSL_CONNECT_ERROR) {
    return not_tried("no such handshake: " + visit.outcome.words);
  }
  if (!visit.answered()) return failed(visit);
  if (!visit.negotiated()) return not_negotiated(visit);
  return ok(describe(*visit.hop().negotiated));
}

Finding on_tls1_2(Doctor& doctor) {
  return negotiates(doctor.patient(only_tls1_2).visit(doctor.request()));
}

Finding on_tls1_3(Doctor& doctor) {
  return negotiates(doctor.patient(only_tls1_3).visit(doctor.request()));
}

// RFC 8472 4: negotiated anew in an abbreviated handshake.
Finding on_resumption(Doctor& doctor, Doctor::Change change) {
  Patient patient = doctor.patient(change);
  client::Request request = doctor.request();
  const Visit first = patient.visit(request);
  if (!first.answered()) return not_tried("no such handshake");
  if (!first.negotiated()) return not_tried(kNoBinding);
  request.fresh_connection = true;
  const Visit second = patient.visit(request);
  if (!second.answered()) return failed(second);
  if (!second.hop().resumed) return not_tried("the server did not resume the session");
  return negotiates(second);
}

Finding on_tls1_2_resumption(Doctor& doctor) {
  return on_resumption(doctor, only_tls1_2);
}
Finding on_tls1_3_resumption(Doctor& doctor) {
  return on_resumption(doctor, only_tls1_3);
}

Finding withheld_without_ems(Doctor& doctor) {
  const Visit visit = doctor
                          .patient([](Settings& settings) {
                            only_tls1_2(settings);
                            settings.extended_master_secret = false;
                          })
                          .visit(doctor.request());
  if (visit.outcome.refusal &&
      visit.outcome.refusal->cause == core::Cause::kNoExtendedMasterSecret) {
    return not_ok("answered without extended master secret");
  }
  if (!visit.answered()) return not_tried("no such handshake");
  return visit.negotiated() ? not_ok("negotiated without extended master secret")
                            : ok("not answered");
}

Finding old_client(Doctor& doctor) {
  const Visit visit =
      doctor.patient([](Settings& settings) { settings.offer.highest = core::kVersion0_10; })
          .visit(doctor.request());
  if (!visit.answered()) return failed(visit);
  return visit.negotiated() ? ok("answered with " + to_text(visit.hop().negotiated->version))
                            : ok("served without Token Binding");
}

// Such a client must abort when it is answered on TLS 1.3 (RFC 8446 4.2), and so cannot connect.
Finding client_until_tls1_2(Doctor& doctor) {
  const Visit plain = doctor.patient(without_binding).visit(doctor.request());
  if (!plain.answered()) return failed(plain);
  const Visit visit =
      doctor.patient([](Settings& settings) { settings.offer_until_tls1_2 = true; })
          .visit(doctor.request());
  if (visit.outcome.code == CURLE_SSL_CONNECT_ERROR) {
    return note("it cannot connect: it must abort when it is answered on TLS 1.3");
  }
  if (!visit.answered()) return failed(visit);
  return ok("served on " + visit.hop().tls_version +
            (visit.negotiated() ? ", " + describe(*visit.hop().negotiated)
                                : ", without Token Binding"));
}

// Drafts before 0.10 have other octets; a server that answers to one will misunderstand it.
Finding too_old_client(Doctor& doctor) {
  const Visit visit = doctor
                          .patient([](Settings& settings) {
                            settings.offer.lowest = core::Version(0, 5);
                            settings.offer.highest = core::Version(0, 5);
                          })
                          .visit(doctor.request());
  if (!visit.answered()) return failed(visit);
  return visit.negotiated() ? not_ok("version 0.5 was negotiated") : ok("not answered");
}

Finding alone(Doctor& doctor, core::KeyParameters key_parameters) {
  const Visit visit = doctor
                          .patient([key_parameters](Settings& settings) {
                            settings.offer.key_parameters = {};
                            settings.offer.key_parameters.add(key_parameters);
                          })
                          .visit(doctor.request());
  if (!visit.answered()) return failed(visit);
  if (!visit.negotiated()) return not_tried("the server does not take them");
  if (visit.status() == 400) return not_ok("negotiated, but the message was refused: 400");
  return ok("negotiated, and a message accepted");
}

Finding ecdsap256(Doctor& doctor) {
  return alone(doctor, core::KeyParameters::ecdsap256);
}
Finding rsa2048_pss(Doctor& doctor) {
  return alone(doctor, core::KeyParameters::rsa2048_pss);
}
Finding rsa2048_pkcs1_5(Doctor& doctor) {
  return alone(doctor, core::KeyParameters::rsa2048_pkcs1_5);
}

constexpr const char* kEnable =
    "load the module and set TokenBindingEnabled On in this virtual host; TLS must end in this "
    "httpd: what stands in front must pass TCP through";
constexpr const char* kExtendedMasterSecret =
    "if TLS 1.3 is negotiated, the server's TLS library lacks extended master secret (OpenSSL has "
    "it since 1.1.0); otherwise as for TLS 1.3";
constexpr const char* kAlikeServers =
    "the servers that share this name, or TLS tickets, must have the same configuration";
constexpr const char* kOtherSoftware =
    "this is not mod_token_binding's answer: look at what ends TLS here";
constexpr const char* kReadLog = "LogLevel token_binding:info, then httpd's error log says why";

}  // namespace

std::vector<Probe> negotiation_probes() {
  return {
      {"negotiated on TLS 1.3", "clients cannot bind anything without it", kEnable, on_tls1_3},
      {"negotiated on TLS 1.2", "older clients cannot bind anything without it",
       kExtendedMasterSecret, on_tls1_2},
      {"negotiated on TLS 1.3 resumption", "a binding would be lost with the next connection",
       kAlikeServers, on_tls1_3_resumption},
      {"negotiated on TLS 1.2 resumption", "a binding would be lost with the next connection",
       kAlikeServers, on_tls1_2_resumption},
      {"withheld without extended master secret",
       "two connections could share keying material (RFC 8472 3)", kOtherSoftware,
       withheld_without_ems},
      {"a client of draft 0.10 is served", "Windows' own stack speaks 0.10", kReadLog, old_client},
      {"a client of TLS 1.2 days is served",
       "clients built on google/token_bind offer it on TLS 1.3 without knowing it there",
       "if you have such clients: TokenBindingTLSProtocols TLSv1.2", client_until_tls1_2},
      {"draft 0.5 is not negotiated", "its messages have other octets", kOtherSoftware,
       too_old_client},
      {"key parameters ecdsap256", "the usual ones", kReadLog, ecdsap256},
      {"key parameters rsa2048_pss", "what some hardware can do", kReadLog, rsa2048_pss},
      {"key parameters rsa2048_pkcs1.5", "what some hardware can do", kReadLog, rsa2048_pkcs1_5},
  };
}

}  // namespace tb::cli
