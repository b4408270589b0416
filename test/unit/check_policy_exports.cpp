// SPDX-License-Identifier: Apache-2.0
#include "policy/exports.h"

#include "suites.h"
#include "support/verified.h"

namespace {

using namespace tb::policy;
using namespace tb::testing;

constexpr NegotiatedText kConnection{"1.0", "ecdsap256", "context"};

// exported lists names and values in order.
std::string exported(const tb::verify::VerifiedBindings& verified,
                     const std::optional<NegotiatedText>& connection, PassSet pass) {
  std::string list;
  const Exports exports = exports_of(verified, connection, pass);
  for (const Export& each : exports.items()) {
    list += std::string(header_name(each.name)) + "=" + each.value + "\n";
  }
  return list;
}

PassSet everything() {
  PassSet pass;
  for (const PassVar var :
       {PassVar::provided, PassVar::referred, PassVar::other, PassVar::context,
        PassVar::fingerprint, PassVar::message, PassVar::hash, PassVar::parameters}) {
    pass = pass.with(var);
  }
  return pass;
}

START_TEST(exports_hold_what_was_asked_for_and_nothing_else) {
  const auto verified = verified_with("ec", "ec_other");
  EXPECT_TEXT(exported(*verified, kConnection, {}), "");
  EXPECT_TEXT(exported(*verified, kConnection, PassSet{}.with(PassVar::provided)),
              "Sec-Provided-Token-Binding-ID=" + id_text("ec") + "\n");
  EXPECT_TEXT(exported(*verified, kConnection, PassSet{}.with(PassVar::referred)),
              "Sec-Referred-Token-Binding-ID=" + id_text("ec_other") + "\n");
  EXPECT_TEXT(exported(*verified, kConnection, PassSet{}.with(PassVar::context)),
              "Sec-Token-Binding-Context=context\n");
}
END_TEST

START_TEST(exports_hold_each_value_once_under_its_name) {
  const auto verified = verified_with("ec", "ec_other", "4d." + id_text("ec"));
  EXPECT_TEXT(exported(*verified, kConnection, everything()),
              "Sec-Provided-Token-Binding-ID=" + id_text("ec") +
                  "\nSec-Referred-Token-Binding-ID=" + id_text("ec_other") +
                  "\nSec-Other-Token-Binding-ID=4d." + id_text("ec") +
                  "\nSec-Provided-Token-Binding-Hash=" + verified->provided().hash +
                  "\nSec-Referred-Token-Binding-Hash=" + verified->referred()->hash +
                  "\nSec-Token-Binding-Context=context\nSec-Token-Binding-Version=1.0"
                  "\nSec-Token-Binding-Key-Parameters=ecdsap256\n");
}
END_TEST

START_TEST(exports_leave_out_what_is_not_there) {
  const auto verified = verified_with("ec");
  EXPECT_TEXT(exported(*verified, {}, everything()),
              "Sec-Provided-Token-Binding-ID=" + id_text("ec") +
                  "\nSec-Provided-Token-Binding-Hash=" + verified->provided().hash + "\n");
}
END_TEST

START_TEST(default_passes_the_provided_and_referred_ids_and_the_fingerprint) {
  const DirectorySettings defaults;
  for (const auto& [var, passed] : {std::pair{PassVar::provided, true},
                                    {PassVar::referred, true},
                                    {PassVar::other, false},
                                    {PassVar::context, false},
                                    {PassVar::fingerprint, true},
                                    {PassVar::message, false},
                                    {PassVar::hash, false},
                                    {PassVar::parameters, false}}) {
    ck_assert_int_eq(defaults.pass.has(var), passed);
  }
  ck_assert(defaults.pass_as == PassAs::both);
}
END_TEST

}  // namespace

Suite* tb::testing::policy_exports_suite() {
  return suite_of("policy_exports",
                  {exports_hold_what_was_asked_for_and_nothing_else,
                   exports_hold_each_value_once_under_its_name, exports_leave_out_what_is_not_there,
                   default_passes_the_provided_and_referred_ids_and_the_fingerprint});
}
