// SPDX-License-Identifier: Apache-2.0
#include <initializer_list>

#include "httpd/exposure.h"
#include "httpd/pool.h"
#include "stub.h"
#include "suites.h"
#include "support/claims.h"
#include "support/verified.h"
#include "verify/proved_key_maker.h"

namespace {

using namespace tb::httpd;
using namespace tb::policy;
using namespace tb::testing;

constexpr const char* kProvided = "Sec-Provided-Token-Binding-ID";
constexpr const char* kProvidedHash = "Sec-Provided-Token-Binding-Hash";
constexpr const char* kNone = "(none)";

Judgement bound(const std::string& provided, const std::string& referred = {},
                const std::string& other = {}) {
  Judgement judgement;
  judgement.decision.status = Status::valid;
  judgement.binding = std::make_shared<const tb::tls::ConnectionBinding>(tb::tls::ConnectionBinding{
      {tb::core::kVersion1_0, tb::core::KeyParameters::ecdsap256}, {}, 1});
  judgement.proofs.bindings = verified_with(provided, referred, other);
  judgement.message = "message";
  return judgement;
}

DirectoryConfig passing(std::initializer_list<const char*> words, PassAs as = PassAs::both) {
  DirectoryConfig directory;
  directory.pass.emplace();
  for (const char* word : words) ck_assert(add_word(*directory.pass, word));
  directory.pass_as = as;
  return directory;
}

// headers lists the request's fields in their order.
std::string headers(const request_rec* r) {
  std::string list;
  const apr_array_header_t* entries = apr_table_elts(r->headers_in);
  for (int i = 0; i < entries->nelts; ++i) {
    const auto& entry = APR_ARRAY_IDX(entries, i, apr_table_entry_t);
    list += std::string(entry.key) + "=" + entry.val + "\n";
  }
  return list;
}

START_TEST(exports_hold_what_was_asked_for_and_nothing_else) {
  House house;
  for (const auto& [word, expected] :
       {std::pair{"provided", std::string(kProvided) + "=" + id_text("ec") + "\n"},
        {"referred", "Sec-Referred-Token-Binding-ID=" + id_text("ec_other") + "\n"},
        {"message", std::string("Sec-Token-Binding=message\n")},
        {"parameters", std::string("Sec-Token-Binding-Version=1.0\n"
                                   "Sec-Token-Binding-Key-Parameters=ecdsap256\n")}}) {
    request_rec* r = house.arrive(bound("ec", "ec_other"));
    house.enter(r, passing({word}));
    expose(r);
    EXPECT_TEXT(headers(r), expected);
  }
  request_rec* r = house.arrive(bound("ec"));
  house.enter(r, passing({}));
  expose(r);
  EXPECT_TEXT(headers(r), "");
  EXPECT_TEXT(variable(r, "TOKEN_BINDING_STATUS"), "valid");
}
END_TEST

START_TEST(exports_hold_each_value_once_under_its_name) {
  House house;
  Judgement judgement = bound("ec", "ec_other", "4d." + id_text("ec"));
  judgement.proofs.certificate = tb::verify::ProvedKeyMaker::make("certificate");
  judgement.proofs.device = tb::verify::ProvedKeyMaker::make("device");
  judgement.proofs.dpop = tb::verify::ProvedKeyMaker::make("dpop");
  const auto bindings = judgement.proofs.bindings;
  request_rec* r = house.arrive(std::move(judgement));
  house.enter(r, passing({"provided", "referred", "other", "fingerprint", "message", "hash",
                          "parameters", "proof"}));
  expose(r);
  expose(r);
  EXPECT_TEXT(headers(r), std::string(kProvided) + "=" + id_text("ec") +
                              "\nSec-Referred-Token-Binding-ID=" + id_text("ec_other") +
                              "\nSec-Other-Token-Binding-ID=4d." + id_text("ec") +
                              "\nTB_SSL_CLIENT_CERT_FINGERPRINT=certificate"
                              "\nSec-Token-Binding=message"
                              "\nSec-Token-Binding-Version=1.0"
                              "\nSec-Token-Binding-Key-Parameters=ecdsap256"
                              "\nSec-Provided-Token-Binding-Hash=" +
                              bindings->provided().hash +
                              "\nSec-Referred-Token-Binding-Hash=" + bindings->referred()->hash +
                              "\nSec-Token-Binding-Proof=token-binding,certificate,device,dpop"
                              "\nSec-Token-Binding-Device-Hash=device"
                              "\nSec-Token-Binding-DPoP-Hash=dpop\n");
  EXPECT_TEXT(variable(r, "TOKEN_BINDING_PROOF"), "token-binding,certificate,device,dpop");
}
END_TEST

START_TEST(exports_leave_out_what_is_not_there) {
  House house;
  Judgement judgement = bound("ec");
  judgement.binding = nullptr;
  judgement.message = nullptr;
  request_rec* r = house.arrive(judgement);
  house.enter(r, passing({"provided", "referred", "other", "context", "message", "parameters"}));
  expose(r);
  EXPECT_TEXT(headers(r), std::string(kProvided) + "=" + id_text("ec") + "\n");
}
END_TEST

START_TEST(a_request_that_proves_nothing_has_a_status_and_an_empty_proof) {
  House house;
  request_rec* r = house.arrive({});
  house.enter(r, passing({"provided", "context", "hash", "parameters", "proof", "message"}));
  expose(r);
  EXPECT_TEXT(headers(r), "");
  EXPECT_TEXT(variable(r, "TOKEN_BINDING_STATUS"), "none");
  EXPECT_TEXT(variable(r, "TOKEN_BINDING_PROOF"), "");
  EXPECT_TEXT(variable(r, "TOKEN_BINDING_PROVIDED_HASH"), kNone);
}
END_TEST

START_TEST(trace_and_forward_proxies_get_no_header) {
  House house;
  for (const bool trace : {true, false}) {
    request_rec* r = house.arrive(bound("ec"));
    if (trace) {
      r->method_number = M_TRACE;
    } else {
      expose(r);  // mod_proxy finds out later what kind of request it is
      r->proxyreq = PROXYREQ_PROXY;
    }
    expose(r);
    EXPECT_TEXT(headers(r), "");
    EXPECT_TEXT(variable(r, kProvided), id_text("ec"));
  }
}
END_TEST

START_TEST(a_directory_changes_what_the_server_exposed) {
  House house;
  request_rec* r = house.arrive(bound("ec"));
  expose(r);
  EXPECT_TEXT(header(r, kProvided), id_text("ec"));
  house.enter(r, passing({"hash"}, PassAs::headers));
  expose(r);
  EXPECT_TEXT(header(r, kProvided), kNone);
  EXPECT_TEXT(variable(r, kProvided), kNone);
  ck_assert(header(r, kProvidedHash) != kNone);
}
END_TEST

START_TEST(a_subrequest_of_the_same_settings_shares_its_pages_fields) {
  House house;
  request_rec* page = house.arrive(bound("ec"));
  expose(page);
  request_rec* part = house.subrequest(page);
  expose(part);
  ck_assert_ptr_eq(part->headers_in, page->headers_in);
  EXPECT_TEXT(variable(part, kProvided), id_text("ec"));
}
END_TEST

START_TEST(a_subrequest_of_other_settings_changes_nothing_on_its_page) {
  House house;
  request_rec* page = house.arrive(bound("ec"));
  house.enter(page, passing({}));
  expose(page);
  request_rec* part = house.subrequest(page);
  house.enter(part, passing({"provided"}));
  expose(part);
  EXPECT_TEXT(header(part, kProvided), id_text("ec"));
  EXPECT_TEXT(header(page, kProvided), kNone);
  request_rec* inner = house.subrequest(part);
  house.enter(inner, passing({}));
  expose(inner);
  EXPECT_TEXT(header(inner, kProvided), kNone);
  EXPECT_TEXT(variable(inner, kProvided), kNone);
  EXPECT_TEXT(header(part, kProvided), id_text("ec"));
}
END_TEST

START_TEST(a_redirect_is_exposed_anew_and_leaves_no_renamed_variable) {
  House house;
  request_rec* first = house.arrive(bound("ec"));
  expose(first);
  request_rec* second = house.redirect(first);
  house.enter(second, passing({"hash"}));
  expose(second);
  EXPECT_TEXT(header(second, kProvided), kNone);
  EXPECT_TEXT(variable(second, "REDIRECT_Sec-Provided-Token-Binding-ID"), kNone);
  EXPECT_TEXT(variable(second, "TOKEN_BINDING_STATUS"), "valid");
  EXPECT_TEXT(variable(second, "REDIRECT_TOKEN_BINDING_STATUS"), kNone);
  request_rec* third = house.redirect(second);
  house.enter(third, passing({}));
  expose(third);
  EXPECT_TEXT(headers(third), "");
  EXPECT_TEXT(variable(third, "REDIRECT_REDIRECT_TOKEN_BINDING_STATUS"), kNone);
}
END_TEST

START_TEST(what_cgi_made_of_a_withdrawn_header_is_forgotten) {
  House house;
  request_rec* page = house.arrive(bound("ec"));
  expose(page);
  apr_table_set(page->subprocess_env, "HTTP_SEC_PROVIDED_TOKEN_BINDING_ID", "as CGI has it");
  request_rec* part = house.subrequest(page);
  house.enter(part, passing({}));
  expose(part);
  EXPECT_TEXT(variable(part, "HTTP_SEC_PROVIDED_TOKEN_BINDING_ID"), kNone);
}
END_TEST

START_TEST(a_proof_that_comes_later_reaches_each_request_rec) {
  House house;
  request_rec* r = house.arrive({});
  expose(r);
  tb::verify::Proofs proofs = judgement_of(r)->proofs;
  proofs.certificate = tb::verify::ProvedKeyMaker::make("certificate");
  add_proof(r, proofs);
  expose(r);
  EXPECT_TEXT(variable(r, "TOKEN_BINDING_PROOF"), "certificate");
  EXPECT_TEXT(header(r, "TB_SSL_CLIENT_CERT_FINGERPRINT"), "certificate");
  request_rec* page = house.redirect(r);
  expose(page);
  EXPECT_TEXT(variable(page, "TOKEN_BINDING_PROOF"), "certificate");
}
END_TEST

START_TEST(a_chosen_variable_replaces_the_default_name) {
  House house;
  house.server_config().provided_env = "THE_ID";
  house.resolve();
  request_rec* r = house.arrive(bound("ec"));
  expose(r);
  EXPECT_TEXT(variable(r, "THE_ID"), id_text("ec"));
  EXPECT_TEXT(variable(r, kProvided), kNone);
  EXPECT_TEXT(header(r, kProvided), id_text("ec"));
}
END_TEST

}  // namespace

Suite* tb::testing::httpd_expose_suite() {
  return suite_of(
      "httpd_expose",
      {exports_hold_what_was_asked_for_and_nothing_else,
       exports_hold_each_value_once_under_its_name, exports_leave_out_what_is_not_there,
       a_request_that_proves_nothing_has_a_status_and_an_empty_proof,
       trace_and_forward_proxies_get_no_header, a_directory_changes_what_the_server_exposed,
       a_subrequest_of_the_same_settings_shares_its_pages_fields,
       a_subrequest_of_other_settings_changes_nothing_on_its_page,
       a_redirect_is_exposed_anew_and_leaves_no_renamed_variable,
       what_cgi_made_of_a_withdrawn_header_is_forgotten,
       a_proof_that_comes_later_reaches_each_request_rec,
       a_chosen_variable_replaces_the_default_name});
}
