// SPDX-License-Identifier: Apache-2.0
#include "policy/exports.h"

#include "policy/reserved_names.h"

namespace tb::policy {
namespace {

// draft-ietf-tokbind-ttrp 2.2 names the first three headers; the others follow its style.
constexpr ExportRow kRows[] = {
    {ExportName::provided, "provided", "Sec-Provided-Token-Binding-ID",
     "Sec-Provided-Token-Binding-ID", false, true},
    {ExportName::referred, "referred", "Sec-Referred-Token-Binding-ID",
     "Sec-Referred-Token-Binding-ID", false, true},
    {ExportName::other, "other", "Sec-Other-Token-Binding-ID", "Sec-Other-Token-Binding-ID", false,
     false},
    {ExportName::context, "context", "Sec-Token-Binding-Context", "Sec-Token-Binding-Context",
     false, false},
    {ExportName::fingerprint, "fingerprint", "TB_SSL_CLIENT_CERT_FINGERPRINT",
     "TB_SSL_CLIENT_CERT_FINGERPRINT", false, true},
    {ExportName::message, "message", "Sec-Token-Binding", nullptr, false, false},
    {ExportName::status, nullptr, nullptr, "TOKEN_BINDING_STATUS", true, false},
    {ExportName::version, "parameters", "Sec-Token-Binding-Version", "TOKEN_BINDING_VERSION", true,
     false},
    {ExportName::key_parameters, "parameters", "Sec-Token-Binding-Key-Parameters",
     "TOKEN_BINDING_KEY_PARAMETERS", true, false},
    {ExportName::provided_hash, "hash", "Sec-Provided-Token-Binding-Hash",
     "TOKEN_BINDING_PROVIDED_HASH", true, false},
    {ExportName::referred_hash, "hash", "Sec-Referred-Token-Binding-Hash",
     "TOKEN_BINDING_REFERRED_HASH", true, false},
    {ExportName::proof, "proof", "Sec-Token-Binding-Proof", "TOKEN_BINDING_PROOF", true, false},
    {ExportName::device_hash, "proof", "Sec-Token-Binding-Device-Hash", "TOKEN_BINDING_DEVICE_HASH",
     true, false},
    {ExportName::dpop_hash, "proof", "Sec-Token-Binding-DPoP-Hash", "TOKEN_BINDING_DPOP_HASH", true,
     false},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kExports; ++i) {
    if (static_cast<std::size_t>(kRows[i].name) != i) return false;
  }
  return true;
}
static_assert(std::size(kRows) == kExports && in_order(), "one row a value, in their order");

}  // namespace

std::span<const ExportRow> export_rows() {
  return kRows;
}

PassSet default_pass_set() {
  constexpr PassSet kDefault = [] {
    PassSet pass;
    for (const ExportRow& row : kRows) {
      if (row.by_default) pass = pass.with(row.name);
    }
    return pass;
  }();
  return kDefault;
}

bool add_word(PassSet& pass, const char* word) {
  bool known = false;
  for (const ExportRow& row : kRows) {
    if (row.word == nullptr || !same_name(row.word, word)) continue;
    pass = pass.with(row.name);
    known = true;
  }
  return known;
}

}  // namespace tb::policy
