// SPDX-License-Identifier: Apache-2.0
#include <apr_pools.h>
#include <apr_strings.h>

#include <vector>

#include "httpd/host_counters.h"
#include "httpd/metrics_text.h"
#include "stub.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::httpd;
using namespace tb::testing;
using tb::core::Cause;

constexpr auto kOpenMetrics = MetricsFormat::open_metrics;
constexpr auto kPrometheus = MetricsFormat::prometheus;

// Two virtual hosts with numbers of their own.
struct Hosts {
  std::vector<std::uint64_t> memory = std::vector<std::uint64_t>(2 * Counters::kBytes / 8);
  std::vector<HostMetrics> all{{"a.test:443", {memory.data(), 0}},
                               {"b\"\\\n.test", {memory.data() + Counters::kBytes / 8, 0}}};

  std::string text(MetricsFormat format) const {
    std::string text;
    for (const Numbers& family : numbers()) text += metrics_text(family, all, format);
    return text += metrics_end(format);
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

START_TEST(each_host_has_samples_of_its_own_under_one_title) {
  const Hosts hosts;
  hosts.all[0].counters.count(Event::verified);
  hosts.all[0].counters.count(Event::verified);
  const std::string text = hosts.text(kOpenMetrics);
  ck_assert(has(text,
                "# TYPE token_binding_verified counter\n"
                "token_binding_verified_total{vhost=\"a.test:443\"} 2\n"
                "token_binding_verified_total{vhost=\"b\\\"\\\\\\n.test\"} 0\n# "));
}
END_TEST

START_TEST(what_is_counted_by_reason_has_no_second_sum_beside_it) {
  const Hosts hosts;
  hosts.all[0].counters.count_refused_cookie(Cause::kCookieOtherID);
  const std::string text = hosts.text(kOpenMetrics);
  ck_assert(
      has(text, "token_binding_cookies_refused_total{vhost=\"a.test:443\",reason=\"other-id\"} 1"));
  ck_assert(!has(text, "token_binding_cookies_refused_total{vhost=\"a.test:443\"}"));
  ck_assert(!has(text, "reason=\"file-access\""));
}
END_TEST

START_TEST(openmetrics_ends_in_eof_and_the_older_format_titles_a_counter_by_its_whole_name) {
  const Hosts hosts;
  const std::string open = hosts.text(kOpenMetrics);
  const std::string older = hosts.text(kPrometheus);
  ck_assert(open.ends_with("\n# EOF\n") && !has(older, "# EOF"));
  ck_assert(has(older, "# TYPE token_binding_verified_total counter\n"));
}
END_TEST

START_TEST(openmetrics_is_for_those_who_ask_for_it) {
  ck_assert(requested_format(nullptr) == kPrometheus);
  ck_assert(requested_format("*/*") == kPrometheus);
  ck_assert(requested_format("Application/OpenMetrics-Text;version=1.0.0;q=0.5,*/*;q=0.1") ==
            kOpenMetrics);
}
END_TEST

struct Servers {
  apr_pool_t* pool = nullptr;
  server_rec one{};
  server_rec two{};
  server_addr_rec address{};
  HostNumbers* chain = nullptr;

  Servers() {
    apr_pool_create(&pool, nullptr);
    one.server_hostname = apr_pstrdup(pool, "a.test");
    two.server_hostname = apr_pstrdup(pool, "a.test");
    address.host_port = 443;
    two.addrs = &address;
    one.next = &two;
  }
  ~Servers() { apr_pool_destroy(pool); }
  void* of(const char* name) const { return numbers_of(chain, name)->memory; }
};

START_TEST(a_host_finds_its_numbers_again_and_a_new_one_gets_its_own) {
  Servers servers;
  servers.one.next = nullptr;
  ck_assert_int_eq(take_host_numbers(servers.chain, &servers.one, servers.pool), APR_SUCCESS);
  void* before = servers.of("a.test");
  Counters(before, 3).count(Event::verified);
  servers.one.next = &servers.two;
  ck_assert_int_eq(take_host_numbers(servers.chain, &servers.one, servers.pool), APR_SUCCESS);
  ck_assert_ptr_eq(servers.of("a.test"), before);
  ck_assert_ptr_ne(servers.of("a.test:443"), before);
  const auto all = counters_of_all(servers.chain);
  ck_assert_uint_eq(all.size(), 2);
  ck_assert_uint_eq(all[0].total(static_cast<std::size_t>(Event::verified)), 1);
  ck_assert_uint_eq(all[1].total(static_cast<std::size_t>(Event::verified)), 0);
}
END_TEST

START_TEST(hosts_of_one_name_and_port_share_their_numbers) {
  Servers servers;
  servers.two.addrs = nullptr;
  ck_assert_int_eq(take_host_numbers(servers.chain, &servers.one, servers.pool), APR_SUCCESS);
  ck_assert_uint_eq(counters_of_all(servers.chain).size(), 1);
}
END_TEST

}  // namespace

Suite* tb::testing::httpd_metrics_suite() {
  return suite_of("httpd_metrics",
                  {each_host_has_samples_of_its_own_under_one_title,
                   what_is_counted_by_reason_has_no_second_sum_beside_it,
                   openmetrics_ends_in_eof_and_the_older_format_titles_a_counter_by_its_whole_name,
                   openmetrics_is_for_those_who_ask_for_it,
                   a_host_finds_its_numbers_again_and_a_new_one_gets_its_own,
                   hosts_of_one_name_and_port_share_their_numbers});
}
