// SPDX-License-Identifier: Apache-2.0
#define AP_HAVE_DESIGNATED_INITIALIZER 1
#include "httpd/directives.h"
#include "httpd/subnet.h"

#include <string_view>
#include <vector>

#include "stub.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::httpd;
using namespace tb::testing;

// Sample has arguments that a directive takes, and ones that it refuses; null: any text will do, or
// it needs a file.
struct Sample {
  std::string_view directive;
  std::vector<const char*> good;
  std::vector<const char*> bad;
};

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all{
      {"TokenBindingEnabled", {"off"}, {"maybe"}},
      {"TokenBindingKeyParameters", {"rsa2048_pss", "ecdsap256"}, {"ecdsap256", "ecdsap256"}},
      {"TokenBindingVersions", {"0.13", "1.0"}, {"1.0", "0.13"}},
      {"TokenBindingTLSProtocols", {"tlsv1.3", "TLSv1.2"}, {"TLSv1.2", "TLSv1.1"}},
      {"TokenBindingInvalidAction", {"ignore"}, {"drop"}},
      {"TokenBindingProvidedEnvVar", {"THE_ID"}, {"TOKEN_BINDING_ID"}},
      {"TokenBindingReferredEnvVar", {"OTHER.ID"}, {"OTHER ID"}},
      {"TokenBindingContextEnvVar", {"CONTEXT"}, {""}},
      {"TokenBindingPassVar", {"provided", "proof"}, {"everything"}},
      {"TokenBindingPassAs", {"headers"}, {"cookies"}},
      {"TokenBindingIncludeReferred", {"On"}, {"1"}},
      {"TokenBindingTrustedProxy",
       {"192.0.2.0/24", "::ffff:192.0.2.1", "::ffff:192.0.2.0/120"},
       {"192.0.2"}},
      {"TokenBindingMetricsFrom", {"192.0.2.7", "2001:db8::/32"}, {"prometheus.example"}},
      {"TokenBindingCookie", {"sid"}, {"*sid"}},
      {"TokenBindingCookieKeys", {}, {"/nonexistent/keys"}},
      {"TokenBindingCookieUnbound", {"refuse"}, {"drop"}},
      {"TokenBindingCookieProof", {"token-binding", "device"}, {"device", "device"}},
      {"TokenBindingDevicePath", {"/here/"}, {"/here"}},
      {"TokenBindingDeviceProofLifetime", {"30"}, {"29"}},
      {"TokenBindingDeviceGrace", {"0"}, {"3601"}},
      {"TokenBindingDeviceRefreshInitiators", {"mail.test", "*.b.test"}, {"a.test", "b_c"}},
      {"TokenBindingBearer", {"required"}, {"on"}},
      {"TokenBindingDPoPReplayCache", {"none"}, {"shmem"}},
      {"TokenBindingDPoPReplayFailure", {"allow"}, {"ignore"}},
      {"TokenBindingDPoPWindow", {"30"}, {"30s"}},
      {"TokenBindingProxyEnabled", {"On"}, {"yes"}},
      {"TokenBindingProxyKey", {"none"}, {"/nonexistent/key.pem"}},
      {"TokenBindingProxyRequire", {"On"}, {"yes"}},
      {"TokenBindingDPoPNonce", {"On"}, {"sometimes"}},
  };
  return all;
}

// apply calls a directive as httpd's parser does, and returns the first complaint or null.
const char* apply(House& house, DirectoryConfig& directory, const command_rec& command,
                  const std::vector<const char*>& words) {
  cmd_parms parms{};
  parms.cmd = &command;
  parms.pool = house.pool;
  parms.temp_pool = house.pool;
  parms.server = &house.server;
  parms.info = command.cmd_data;
  const auto word = [&words](std::size_t i) { return i < words.size() ? words[i] : nullptr; };
  switch (command.args_how) {
    case TAKE1:
      return command.func.take1(&parms, &directory, word(0));
    case TAKE12:
      return command.func.take2(&parms, &directory, word(0), word(1));
    case TAKE_ARGV:
      return command.func.take_argv(&parms, &directory, static_cast<int>(words.size()),
                                    const_cast<char* const*>(words.data()));
    case ITERATE:
      for (const char* one : words) {
        if (const char* fault = command.func.take1(&parms, &directory, one)) return fault;
      }
      return nullptr;
    default:
      ck_abort_msg("%s: the test does not know its kind of arguments", command.name);
  }
}

const Sample& sample_of(const command_rec& command) {
  for (const Sample& sample : samples()) {
    if (sample.directive == command.name) return sample;
  }
  ck_abort_msg("%s has no sample here", command.name);
}

START_TEST(every_directive_takes_its_documented_arguments) {
  for (const command_rec* command = directives(); command->name != nullptr; ++command) {
    const Sample& sample = sample_of(*command);
    if (sample.good.empty()) continue;
    House house;
    DirectoryConfig directory;
    const char* fault = apply(house, directory, *command, sample.good);
    ck_assert_msg(fault == nullptr, "%s", fault);
  }
}
END_TEST

START_TEST(every_directive_refuses_others_and_names_itself_and_the_value) {
  for (const command_rec* command = directives(); command->name != nullptr; ++command) {
    const Sample& sample = sample_of(*command);
    House house;
    DirectoryConfig directory;
    const char* fault = apply(house, directory, *command, sample.bad);
    ck_assert_msg(fault != nullptr, "%s took it", command->name);
    const std::string_view text = fault;
    ck_assert_msg(text.starts_with(command->name), "%s", fault);
    ck_assert_msg(text.find(sample.bad.back()) != text.npos, "%s", fault);
  }
}
END_TEST

START_TEST(lines_of_one_section_add_up_to_one_pass_set) {
  House house;
  DirectoryConfig directory;
  for (const command_rec* command = directives(); command->name != nullptr; ++command) {
    if (std::string_view(command->name) != "TokenBindingPassVar") continue;
    ck_assert(apply(house, directory, *command, {"provided"}) == nullptr);
    ck_assert(apply(house, directory, *command, {"hash"}) == nullptr);
    ck_assert(directory.pass->has(tb::policy::ExportName::provided));
    ck_assert(directory.pass->has(tb::policy::ExportName::referred_hash));
    ck_assert(apply(house, directory, *command, {"none"}) == nullptr);
    ck_assert(directory.pass == tb::policy::PassSet{});
  }
}
END_TEST

START_TEST(a_subnet_is_a_whole_address_and_an_ipv4_address_in_ipv6_form_is_that_address) {
  House house;
  apr_sockaddr_t* client = nullptr;
  apr_sockaddr_info_get(&client, "192.0.2.1", APR_INET, 0, 0, house.pool);
  const auto holds = [&](const char* text) {
    apr_ipsubnet_t* subnet = parse_subnet(house.pool, text);
    return subnet != nullptr && apr_ipsubnet_test(subnet, client) != 0;
  };
  for (const char* good : {"192.0.2.1", "192.0.2.0/24", "::ffff:192.0.2.1", "::FFFF:c000:201/128",
                           "::ffff:192.0.2.0/120"}) {
    ck_assert_msg(holds(good), "%s", good);
  }
  for (const char* other : {"192.0.2.2", "::ffff:192.0.2.2", "::192.0.2.1", "2001:db8::/32"}) {
    ck_assert_msg(parse_subnet(house.pool, other) != nullptr && !holds(other), "%s", other);
  }
  for (const char* bad : {"192.0.2", "192.0.2.1/", "192.0.2.1/33", "192.0.2.1/24/8", "10", "",
                          "::ffff:192.0.2.0/24", "::ffff:192.0.2.0/129", "::ffff:192.0.2",
                          "192.0.2.1/0x8", "::ffff:0:0/99999999999999999999"}) {
    ck_assert_msg(parse_subnet(house.pool, bad) == nullptr, "%s", bad);
  }
}
END_TEST

}  // namespace

Suite* tb::testing::httpd_directives_suite() {
  return suite_of("httpd_directives",
                  {every_directive_takes_its_documented_arguments,
                   every_directive_refuses_others_and_names_itself_and_the_value,
                   lines_of_one_section_add_up_to_one_pass_set,
                   a_subnet_is_a_whole_address_and_an_ipv4_address_in_ipv6_form_is_that_address});
}
