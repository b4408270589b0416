// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "cli/key_choice.h"
#include "client/session.h"

namespace tb::cli {

// describe_hop says in words what was negotiated and which IDs were told, one remark a line.
std::string describe_hop(const client::Hop& hop);

// exit_status_of is curl's number, or kExitTls for what Token Binding forbids, or kExitKey.
int exit_status_of(const client::Outcome& outcome);

// explain_failure says on stderr why a request failed and what to do.
void explain_failure(const client::Outcome& outcome, const KeyChoice& choice);

// report_failure explains, and returns the exit status.
int report_failure(const client::Outcome& outcome, const KeyChoice& choice);

}  // namespace tb::cli
