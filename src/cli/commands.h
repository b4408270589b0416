// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace tb::cli {

using Arguments = std::span<char* const>;

// Each runs one subcommand with what follows its name and returns the exit status.
int run_bench(Arguments arguments);
int run_check(Arguments arguments);
int run_decode(Arguments arguments);
int run_id(Arguments arguments);
int run_keys(Arguments arguments);
int run_request(Arguments arguments);

}  // namespace tb::cli
