// SPDX-License-Identifier: Apache-2.0
#include "policy/exports.h"

#include <string>

#include "policy/reserved_names.h"
#include "policy/settings.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::policy;
using namespace tb::testing;

std::string passed(const PassSet& pass) {
  std::string list;
  for (const ExportRow& row : export_rows()) {
    if (pass.has(row.name)) list += std::string(row.header) + "\n";
  }
  return list;
}

START_TEST(a_word_stands_for_its_values_and_no_others) {
  for (const auto& [word, headers] :
       {std::pair{"provided", "Sec-Provided-Token-Binding-ID\n"},
        {"Referred", "Sec-Referred-Token-Binding-ID\n"},
        {"other", "Sec-Other-Token-Binding-ID\n"},
        {"context", "Sec-Token-Binding-Context\n"},
        {"FINGERPRINT", "TB_SSL_CLIENT_CERT_FINGERPRINT\n"},
        {"message", "Sec-Token-Binding\n"},
        {"hash", "Sec-Provided-Token-Binding-Hash\nSec-Referred-Token-Binding-Hash\n"},
        {"parameters", "Sec-Token-Binding-Version\nSec-Token-Binding-Key-Parameters\n"},
        {"proof",
         "Sec-Token-Binding-Proof\nSec-Token-Binding-Device-Hash\nSec-Token-Binding-DPoP-"
         "Hash\n"}}) {
    PassSet pass;
    ck_assert(add_word(pass, word));
    EXPECT_TEXT(passed(pass), headers);
  }
}
END_TEST

START_TEST(an_unknown_word_adds_nothing) {
  PassSet pass;
  for (const char* word : {"", "status", "provide", "provided ", "none"}) {
    ck_assert(!add_word(pass, word));
  }
  ck_assert(pass == PassSet{});
}
END_TEST

// A header that a client could set, or a variable that CGI could make of one, would be a forgery.
START_TEST(every_exported_name_is_kept_from_clients) {
  for (const ExportRow& row : export_rows()) {
    ck_assert(row.header != nullptr || row.variable != nullptr);
    ck_assert((row.word != nullptr) == (row.header != nullptr));
    if (row.header != nullptr) ck_assert_msg(is_reserved(row.header), "%s", row.header);
    if (row.variable != nullptr) ck_assert_msg(is_reserved(row.variable), "%s", row.variable);
  }
}
END_TEST

START_TEST(a_variable_that_is_always_set_has_a_name_that_no_shell_misreads) {
  for (const ExportRow& row : export_rows()) {
    if (!row.always_variable) continue;
    const std::string name = row.variable;
    ck_assert(name.starts_with("TOKEN_BINDING_"));
    ck_assert(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string::npos);
  }
}
END_TEST

START_TEST(default_passes_the_provided_and_referred_ids_and_the_fingerprint) {
  const DirectorySettings defaults;
  EXPECT_TEXT(passed(defaults.pass),
              "Sec-Provided-Token-Binding-ID\nSec-Referred-Token-Binding-ID\n"
              "TB_SSL_CLIENT_CERT_FINGERPRINT\n");
  ck_assert(defaults.pass_as == PassAs::both);
}
END_TEST

}  // namespace

Suite* tb::testing::policy_exports_suite() {
  return suite_of("policy_exports",
                  {a_word_stands_for_its_values_and_no_others, an_unknown_word_adds_nothing,
                   every_exported_name_is_kept_from_clients,
                   a_variable_that_is_always_set_has_a_name_that_no_shell_misreads,
                   default_passes_the_provided_and_referred_ids_and_the_fingerprint});
}
