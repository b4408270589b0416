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

// A server need not speak both versions of TLS: no handshake at all is no fault.
Finding negotiates(const Visit& visit) {
  if (visit.outcome.refusal) return failed(visit);
  if (visit.outcome.code == CURLE_SSL_CONNECT_ERROR) return not_tried("no such handshake");
  if (!visit.answered()) return failed(visit);
  if (!visit.negotiated()) return not_ok("the extension was not answered");
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

}  // namespace

std::vector<Probe> negotiation_probes() {
  return {
      {"negotiated on TLS 1.3", "clients cannot bind anything without it", on_tls1_3},
      {"negotiated on TLS 1.2", "older clients cannot bind anything without it", on_tls1_2},
      {"negotiated on TLS 1.3 resumption", "a binding would be lost with the next connection",
       on_tls1_3_resumption},
      {"negotiated on TLS 1.2 resumption", "a binding would be lost with the next connection",
       on_tls1_2_resumption},
      {"withheld without extended master secret",
       "two connections could share keying material (RFC 8472 3)", withheld_without_ems},
      {"a client of draft 0.10 is served", "Windows' own stack speaks 0.10", old_client},
      {"draft 0.5 is not negotiated", "its messages have other octets", too_old_client},
      {"key parameters ecdsap256", "the usual ones", ecdsap256},
      {"key parameters rsa2048_pss", "what some hardware can do", rsa2048_pss},
      {"key parameters rsa2048_pkcs1.5", "what some hardware can do", rsa2048_pkcs1_5},
  };
}

}  // namespace tb::cli
