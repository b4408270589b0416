// SPDX-License-Identifier: Apache-2.0
#include "policy/exports.h"

namespace tb::policy {
namespace {

// draft-ietf-tokbind-ttrp 2.2 names the first three; the hashes and parameters follow its style.
constexpr std::array<const char*, kExportNames> kHeaderNames{
    "Sec-Provided-Token-Binding-ID",    "Sec-Referred-Token-Binding-ID",
    "Sec-Other-Token-Binding-ID",       "Sec-Token-Binding-Context",
    "TB_SSL_CLIENT_CERT_FINGERPRINT",   "Sec-Provided-Token-Binding-Hash",
    "Sec-Referred-Token-Binding-Hash",  "Sec-Token-Binding-Version",
    "Sec-Token-Binding-Key-Parameters",
};

void add_ids(Exports& exports, const verify::VerifiedBindings& verified, PassSet pass) {
  const auto& referred = verified.referred();
  if (pass.has(PassVar::provided)) {
    exports.add(ExportName::provided, verified.provided().text.c_str());
  }
  if (pass.has(PassVar::referred) && referred) {
    exports.add(ExportName::referred, referred->text.c_str());
  }
  if (pass.has(PassVar::other) && !verified.others_text().empty()) {
    exports.add(ExportName::other, verified.others_text().c_str());
  }
  if (pass.has(PassVar::hash)) {
    exports.add(ExportName::provided_hash, verified.provided().hash.c_str());
    if (referred) exports.add(ExportName::referred_hash, referred->hash.c_str());
  }
}

void add_connection(Exports& exports, const NegotiatedText& connection, PassSet pass) {
  if (pass.has(PassVar::context)) exports.add(ExportName::context, connection.context);
  if (pass.has(PassVar::parameters)) {
    exports.add(ExportName::version, connection.version);
    exports.add(ExportName::key_parameters, connection.key_parameters);
  }
}

}  // namespace

const char* header_name(ExportName name) {
  return kHeaderNames[static_cast<std::size_t>(name)];
}

Exports exports_of(const verify::VerifiedBindings& verified,
                   const std::optional<NegotiatedText>& connection, PassSet pass) {
  Exports exports;
  add_ids(exports, verified, pass);
  if (connection) add_connection(exports, *connection, pass);
  return exports;
}

}  // namespace tb::policy
