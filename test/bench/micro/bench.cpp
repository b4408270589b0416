// SPDX-License-Identifier: Apache-2.0
#include "micro/bench.h"

#include <time.h>

#include <algorithm>
#include <cstdio>

namespace tb::bench {
namespace {

constexpr double kBatchNanoseconds = 2e6;

// Of this thread alone: what else runs on the machine takes time, but not this time.
double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// quantile gives the value below which `part` in four lie: 2 is the median.
double quantile(std::vector<double> values, std::size_t part) {
  const auto position = values.begin() + static_cast<std::ptrdiff_t>(values.size() * part / 4);
  std::nth_element(values.begin(), position, values.end());
  return *position;
}

}  // namespace

// A batch takes long enough for the clock, and short enough for many turns.
void Bench::calibrate(Row& row) {
  row.repeat(64);  // what is made once: contexts, caches
  for (row.batch = 1;; row.batch *= 2) {
    const double start = now();
    row.repeat(row.batch);
    if (now() - start > kBatchNanoseconds / 2) break;
  }
  constexpr std::size_t kCounted = 64;  // a multiple of the keys that rows take in turn
  const std::size_t before = allocations();
  row.repeat(kCounted);
  row.allocations = static_cast<double>(allocations() - before) / kCounted;
}

void Bench::run(std::size_t rounds) {
  for (Row& row : rows_) calibrate(row);
  for (std::size_t round = 0; round < rounds; ++round) {
    for (Row& row : rows_) {
      const double start = now();
      row.repeat(row.batch);
      row.nanoseconds.push_back((now() - start) / static_cast<double>(row.batch));
    }
  }
  for (const Row& row : rows_) {
    std::printf("%s\t%.1f\t%.1f\t%.2f\n", row.name.c_str(), quantile(row.nanoseconds, 2),
                quantile(row.nanoseconds, 1), row.allocations);
  }
}

}  // namespace tb::bench
