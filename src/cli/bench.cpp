// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

#include "cli/commands.h"
#include "cli/connection_options.h"
#include "cli/key_choice.h"
#include "cli/printable.h"
#include "cli/report.h"
#include "cli/terminal.h"

namespace tb::cli {
namespace {

using Clock = std::chrono::steady_clock;

// What a stranger's server may be asked for without --remote.
constexpr long kRemoteRequests = 100;
constexpr long kRemoteConnections = 4;

struct Bench {
  client::Settings settings;
  KeyChoice choice;
  std::string url;
  long requests = 1000;
  long connections = 2;
  bool reconnect = false;
  bool remote = false;
};

// Tally is what one thread, and in the end the whole run, has seen.
struct Tally {
  std::vector<double> seconds;
  std::map<std::string, long> errors;
  long handshakes = 0;
  long unbound = 0;

  void count(const client::Outcome& outcome) {
    handshakes += outcome.new_connections;
    if (outcome.code != CURLE_OK) {
      ++errors[outcome.words];
    } else if (outcome.status >= 400) {
      ++errors["status " + std::to_string(outcome.status)];
    } else {
      seconds.push_back(outcome.seconds);
      if (!outcome.hops.back().negotiated) ++unbound;
    }
  }
  void add(Tally other) {
    seconds.insert(seconds.end(), other.seconds.begin(), other.seconds.end());
    for (const auto& [words, number] : other.errors) errors[words] += number;
    handshakes += other.handshakes;
    unbound += other.unbound;
  }
};

client::Request request_of(const Bench& bench) {
  client::Request request;
  request.url = bench.url;
  request.fresh_connection = bench.reconnect;
  return request;
}

// Run hands out requests to one thread a connection and gathers what they saw.
class Run {
 public:
  Run(const Bench& bench, client::Keyring keyring)
      : bench_(bench), keyring_(std::move(keyring)), left_(bench.requests) {}

  Tally run() {
    std::vector<std::thread> threads;
    for (long i = 0; i < bench_.connections; ++i) threads.emplace_back([this] { work(); });
    watch();
    for (std::thread& thread : threads) thread.join();
    return std::move(total_);
  }

 private:
  void work() {
    client::Keyring keyring = keyring_;
    client::Session session(bench_.settings, keyring);
    client::Listener silent;
    const client::Request request = request_of(bench_);
    Tally tally;
    while (left_.fetch_sub(1) > 0) tally.count(session.perform(request, silent));
    const std::lock_guard lock(mutex_);
    total_.add(std::move(tally));
  }

  void watch() {
    Progress progress;
    while (left_.load() > 0) {
      progress.show(std::to_string(bench_.requests - left_.load()) + " of " +
                    std::to_string(bench_.requests) + " requests");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  const Bench& bench_;
  client::Keyring keyring_;
  std::atomic<long> left_;
  std::mutex mutex_;
  Tally total_;
};

double percentile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(part * last + 0.5)];
}

void print(const Bench& bench, Tally tally, double seconds) {
  std::ranges::sort(tally.seconds);
  long failed = 0;
  for (const auto& [words, number] : tally.errors) failed += number;
  std::printf("requests      %ld in %.2f s over %ld connections at once\n", bench.requests, seconds,
              bench.connections);
  std::printf("  a second    %.0f\n", static_cast<double>(bench.requests) / seconds);
  std::printf("handshakes    %ld, %.0f a second\n", tally.handshakes,
              static_cast<double>(tally.handshakes) / seconds);
  std::printf("latency ms    p50 %.2f  p90 %.2f  p99 %.2f  max %.2f\n",
              1e3 * percentile(tally.seconds, 0.5), 1e3 * percentile(tally.seconds, 0.9),
              1e3 * percentile(tally.seconds, 0.99), 1e3 * percentile(tally.seconds, 1.0));
  std::printf("without Token Binding  %ld\nerrors        %ld\n", tally.unbound, failed);
  for (const auto& [words, number] : tally.errors) {
    std::printf("  %6ld      %s\n", number, printable(words).c_str());
  }
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

// first_contact makes the keys, finds out where the server is, and returns a status to stop with.
std::optional<int> first_contact(const Bench& bench, client::Keyring& keyring) {
  client::Session session(bench.settings, keyring);
  client::Listener silent;
  const client::Outcome outcome = session.perform(request_of(bench), silent);
  if (outcome.code != CURLE_OK) return report_failure(outcome, bench.choice);
  const bool modest = bench.requests <= kRemoteRequests && bench.connections <= kRemoteConnections;
  // The address of a proxy says nothing of where the server is.
  const bool here = bench.settings.proxy.empty() && is_loopback(outcome.address);
  if (modest || bench.remote || here) return {};
  std::fprintf(stderr,
               "tokbind bench: %s is not this machine, or a proxy: more than %ld requests or %ld "
               "connections only with --remote, and the owner's leave\n",
               outcome.address.c_str(), kRemoteRequests, kRemoteConnections);
  return kUsage;
}

Options describe(Bench& bench) {
  Options options("bench [options] URL",
                  "Make many bound requests and tell how fast they were answered.");
  options.number('n', "requests", "NUMBER", "so many (1000)", 1, 10000000, &bench.requests);
  options.number('c', "connections", "NUMBER", "so many at once, each in a thread (2)", 1, 256,
                 &bench.connections);
  options.flag(0, "reconnect", "a new connection for each request", &bench.reconnect);
  options.flag(0, "remote", "more than 100 requests or 4 connections to another machine",
               &bench.remote);
  add_connection_options(options, bench.settings);
  add_binding_options(options, bench.settings);
  add_choice_of_binding(options, bench.settings);
  add_key_options(options, bench.choice);
  options.remark("The exit status is 0 when every request was answered with a status below 400.");
  return options;
}

}  // namespace

int run_bench(Arguments arguments) {
  Bench bench;
  Options options = describe(bench);
  if (const std::optional<int> status = options.parse(arguments)) return *status;
  if (options.operands().size() != 1) return options.complain("give one URL");
  bench.url = options.operands().front();
  std::optional<client::Keyring> keyring = open_keyring(bench.choice, bench.settings);
  if (!keyring) return kExitKey;
  if (const std::optional<int> status = first_contact(bench, *keyring)) return *status;

  const Clock::time_point start = Clock::now();
  Tally tally = Run(bench, *keyring).run();
  const std::chrono::duration<double> took = Clock::now() - start;
  const bool clean = tally.errors.empty();
  print(bench, std::move(tally), took.count());
  return clean ? kSuccess : kFailure;
}

}  // namespace tb::cli
