// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"
#include "client/settings.h"

namespace tb::cli {

// The groups of options that request, check and bench have in common.
void add_connection_options(Options& options, client::Settings& settings);
void add_binding_options(Options& options, client::Settings& settings);
// add_choice_of_binding is for request and bench: check asks with Token Binding and without.
void add_choice_of_binding(Options& options, client::Settings& settings);

}  // namespace tb::cli
