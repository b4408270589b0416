// SPDX-License-Identifier: Apache-2.0
#include "policy/exports.h"
#include "policy/reserved_names.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::policy;
using namespace tb::testing;

START_TEST(every_name_that_this_server_sets_is_reserved) {
  for (const ExportRow& row : export_rows()) {
    if (row.header != nullptr) ck_assert(is_reserved(row.header));
  }
  ck_assert(is_reserved(kMessageField));
}
END_TEST

START_TEST(names_of_drafts_and_of_other_modules_are_reserved) {
  for (const char* name :
       {"Token-Binding", "Token-Binding-Context", "Provided-Token-Binding-ID",
        "Referred-Token-Binding-ID", "Token-Binding-ID-Provided", "TOKEN_BINDING_STATUS"}) {
    ck_assert_msg(is_reserved(name), "%s", name);
  }
}
END_TEST

START_TEST(names_are_reserved_in_every_spelling) {
  for (const char* name :
       {"sec-provided-token-binding-id", "SEC_PROVIDED_TOKEN_BINDING_ID",
        "Sec.Provided Token!Binding~ID", "sec-token_binding", "TB-SSL-Client-Cert-Fingerprint"}) {
    ck_assert_msg(is_reserved(name), "%s", name);
  }
}
END_TEST

START_TEST(other_names_are_not_reserved) {
  for (const char* name : {"", "S", "Sec", "Host", "Cookie", "Authorization", "Sec-Fetch-Mode",
                           "Sec-WebSocket-Key", "Token", "X-Token-Binding", "SecTokenBinding",
                           "Sec-Provided-Token-Bindin", "Include-Referred-Token-Binding-ID"}) {
    ck_assert_msg(!is_reserved(name), "%s", name);
  }
}
END_TEST

START_TEST(same_name_looks_past_case_only) {
  ck_assert(same_name("Sec-Token-Binding", "sec-TOKEN-binding"));
  ck_assert(!same_name("Sec-Token-Binding", "Sec_Token_Binding"));
  ck_assert(!same_name("Sec-Token-Binding", "Sec-Token-Bindin"));
  ck_assert(!same_name("@", "`"));  // a letter's distance apart, but no letters
}
END_TEST

START_TEST(same_spelling_looks_past_case_and_punctuation) {
  ck_assert(same_spelling("Sec-Token-Binding", "sec_token.BINDING"));
  ck_assert(!same_spelling("Sec-Token-Binding", "SecTokenBinding"));
  ck_assert(!same_spelling("a1", "a2"));
}
END_TEST

std::string cleaned(std::string_view value) {
  const auto kept = without_reserved(value);
  return kept ? "[" + *kept + "]" : "unchanged";
}

START_TEST(connection_field_without_reserved_names_is_left_alone) {
  for (const char* value : {"", "close", "keep-alive, Upgrade", ", ,", "Sec-Fetch-Mode"}) {
    EXPECT_TEXT(cleaned(value), "unchanged");
  }
}
END_TEST

START_TEST(connection_field_loses_reserved_names_only) {
  EXPECT_TEXT(cleaned("Sec-Provided-Token-Binding-ID"), "[]");
  EXPECT_TEXT(cleaned("keep-alive, Sec-Token-Binding"), "[keep-alive]");
  EXPECT_TEXT(cleaned("sec_token_binding ,close,\ttoken-binding,Upgrade"), "[close, Upgrade]");
}
END_TEST

START_TEST(connection_field_is_taken_apart_as_mod_proxy_does) {
  EXPECT_TEXT(cleaned("keep-alive; Sec-Token-Binding"), "[keep-alive]");
  EXPECT_TEXT(cleaned("close Sec-Token-Binding\tTE"), "[close, TE]");
  EXPECT_TEXT(cleaned("close\vSec-Token-Binding;"), "[close]");
  EXPECT_TEXT(cleaned("close; timeout=5"), "unchanged");
}
END_TEST

}  // namespace

Suite* tb::testing::policy_reserved_names_suite() {
  return suite_of("policy_reserved_names",
                  {every_name_that_this_server_sets_is_reserved,
                   names_of_drafts_and_of_other_modules_are_reserved,
                   names_are_reserved_in_every_spelling, other_names_are_not_reserved,
                   same_name_looks_past_case_only, same_spelling_looks_past_case_and_punctuation,
                   connection_field_without_reserved_names_is_left_alone,
                   connection_field_loses_reserved_names_only,
                   connection_field_is_taken_apart_as_mod_proxy_does});
}
