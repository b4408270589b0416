// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include "client/key_file.h"
#include "client/key_scope.h"

namespace tb::cli {
namespace {

void report_key(const client::Hop& hop, const KeyChoice& choice, const core::Error& error) {
  if (!choice.key.empty() || choice.ephemeral || !hop.negotiated) {
    complain_about_key(choice.key.empty() ? "Token Binding key" : choice.key, error);
    return;
  }
  const client::KeyStore store = open_store(choice);
  const core::Result<void> folder = client::check_private_folder(store.folder());
  if (!folder.ok()) return complain_about_key(store.folder(), folder.error());
  const std::string scope = client::key_scope(hop.host);
  complain_about_key(store.path_of(scope, hop.negotiated->key_parameters), error);
}

const char* advice_for(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
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

int report_failure(const client::Outcome& outcome, const KeyChoice& choice) {
  if (outcome.key_failure) {
    report_key(outcome.hops.back(), choice, *outcome.key_failure);
    return kExitKey;
  }
  if (outcome.not_bound) {
    std::fputs("tokbind: the server did not negotiate Token Binding; nothing was sent\n", stderr);
    return kExitTls;
  }
  if (outcome.refusal) {
    const core::CauseText& text = core::explain(outcome.refusal->cause);
    std::fprintf(stderr, "tokbind: handshake aborted: the server answered with %s (%s, %s)\n",
                 std::string(text.words).c_str(), std::string(text.token).c_str(),
                 std::string(text.clause).c_str());
    return kExitTls;
  }
  std::fprintf(stderr, "tokbind: (%d) %s\n", static_cast<int>(outcome.code), outcome.words.c_str());
  if (const char* advice = advice_for(outcome.code)) std::fprintf(stderr, "tokbind: %s\n", advice);
  return outcome.code;
}

}  // namespace tb::cli
