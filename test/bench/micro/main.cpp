// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "micro/bench.h"

// One argument: how many rounds, 31 by default.
int main(int count, char** arguments) {
  tb::bench::count_allocations();
  tb::bench::Bench bench;
  tb::bench::add_verify_rows(bench);
  tb::bench::add_decode_rows(bench);
  tb::bench::add_bind_rows(bench);
  bench.run(count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 31);
}
