// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "cli/key_choice.h"
#include "client/session.h"

namespace tb::cli {

inline constexpr int kExitTls = 35;  // curl's CURLE_SSL_CONNECT_ERROR
inline constexpr int kExitKey = 58;  // curl's CURLE_SSL_CERTPROBLEM

// describe_hop says in words what was negotiated and which IDs were told, one remark a line.
std::string describe_hop(const client::Hop& hop);

// report_failure says on stderr why a request failed and what to do; it returns the exit status:
// curl's, or 35 for what Token Binding forbids, or 58 for trouble with a key.
int report_failure(const client::Outcome& outcome, const KeyChoice& choice);

}  // namespace tb::cli
