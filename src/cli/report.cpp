// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include "cli/printable.h"
#include "client/key_scope.h"

namespace tb::cli {
namespace {

void explain_key(const client::Hop& hop, const KeyChoice& choice, const core::Error& error) {
  const std::string scope = client::key_scope(hop.host);
  if (!choice.key.empty()) return complain_about_key(choice.key, error);
  if (scope.empty()) {
    std::fprintf(stderr,
                 "tokbind: no key can be named after the host \"%s\"; give one with --key\n",
                 printable(hop.host).c_str());
  } else if (choice.ephemeral || !hop.negotiated) {
    complain_about_key("Token Binding key", error);
  } else {
    complain_about_stored_key(open_store(choice), scope, hop.negotiated->key_parameters, error);
  }
}

const char* advice_for(CURLcode code) {
  switch (code) {
    case CURLE_SSL_CACERT_BADFILE:
      return "it must be there, be readable and hold certificates as PEM";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "trust its CA with --cacert FILE, or for a test --insecure";
    case CURLE_COULDNT_CONNECT:
      return "is the server running, and on that port?";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "give the address with --resolve HOST:PORT:ADDR";
    default:
      return nullptr;
  }
}

}  // namespace

std::string describe_hop(const client::Hop& hop) {
  if (!hop.tls) return "Token Binding: none without TLS\n";
  const std::string transport = hop.tls_version + (hop.resumed ? ", resumed" : "");
  if (!hop.negotiated) return "Token Binding: not negotiated (" + transport + ")\n";
  std::string text = "Token Binding: version " + to_text(hop.negotiated->version) + ", " +
                     std::string(to_text(hop.negotiated->key_parameters)) + " (" + transport +
                     ")\n";
  if (hop.provided_id.empty()) return text + "Token Binding: message given on the command line\n";
  text += "Token Binding: key of " + client::key_scope(hop.host) + "\n";
  text += "Token Binding: provided ID " + hop.provided_id + "\n";
  if (!hop.referred_id.empty()) text += "Token Binding: referred ID " + hop.referred_id + "\n";
  return text;
}

int exit_status_of(const client::Outcome& outcome) {
  if (outcome.key_failure) return kExitKey;
  if (outcome.not_bound || outcome.refusal) return kExitTls;
  return outcome.code;
}

void explain_failure(const client::Outcome& outcome, const KeyChoice& choice) {
  if (outcome.key_failure) return explain_key(outcome.hops.back(), choice, *outcome.key_failure);
  if (outcome.not_bound) {
    std::fputs(
        "tokbind: the server did not negotiate Token Binding; nothing was sent to it; "
        "tokbind check says more\n",
        stderr);
    return;
  }
  if (outcome.refusal) {
    const core::CauseText& text = core::explain(outcome.refusal->cause);
    std::fprintf(stderr, "tokbind: handshake aborted: the server answered with %s (%s, %s)\n",
                 std::string(text.words).c_str(), std::string(text.token).c_str(),
                 std::string(text.clause).c_str());
    return;
  }
  std::fprintf(stderr, "tokbind: (%d) %s\n", static_cast<int>(outcome.code),
               printable(outcome.words).c_str());
  if (const char* advice = advice_for(outcome.code)) std::fprintf(stderr, "tokbind: %s\n", advice);
}

int report_failure(const client::Outcome& outcome, const KeyChoice& choice) {
  explain_failure(outcome, choice);
  return exit_status_of(outcome);
}

}  // namespace tb::cli
