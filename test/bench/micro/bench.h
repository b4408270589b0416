// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tb::bench {

// keep makes the compiler believe that `value` is used, so that computing it is not left out.
template <typename T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

// Bench runs its rows in turns, so that what disturbs the machine for a while disturbs all of them,
// and the ratio of two medians means more than either.
class Bench {
 public:
  // add takes a callable without arguments: one operation. Its value, if any, is kept.
  template <typename Operation>
  void add(std::string name, Operation operation) {
    rows_.push_back({std::move(name),
                     [operation](std::size_t times) mutable {
                       for (std::size_t i = 0; i < times; ++i) keep(operation());
                     },
                     0,
                     0,
                     {}});
  }

  // run measures each row `rounds` times and prints a line a row on standard output: name, median
  // and lower quartile of the nanoseconds of processor time, allocations; separated by tabs.
  void run(std::size_t rounds);

 private:
  struct Row {
    std::string name;
    std::function<void(std::size_t times)> repeat;
    std::size_t batch;
    double allocations;
    std::vector<double> nanoseconds;
  };
  static void calibrate(Row& row);

  std::vector<Row> rows_;
};

// count_allocations makes OpenSSL, cjose and Jansson allocate through functions that count; those
// of C++ are always counted. Before the first use of any of the three.
void count_allocations();
// allocations is how many there have been in this process so far.
std::size_t allocations();

// What each file of rows adds. What they measure lives until the end of the process.
void add_verify_rows(Bench& bench);
void add_decode_rows(Bench& bench);
void add_bind_rows(Bench& bench);

}  // namespace tb::bench
