// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "httpd/counters.h"
#include "httpd/module.h"

namespace tb::httpd {

// HostNumbers is the memory of one virtual host's counters. A chain of them is plain data that
// lives as long as the process: children of an older generation go on counting in it, and a host
// finds its numbers again after a restart, by its name.
struct HostNumbers {
  const char* name;
  void* memory;  // Counters::kBytes
  HostNumbers* next;
};

// host_name returns "ServerName:port", without the port where the section names none. Virtual
// hosts of one name and port share their counters.
const char* host_name(apr_pool_t* pool, const server_rec* server);

// take_host_numbers adds to the chain what the servers of this configuration lack, in one segment
// of shared memory.
apr_status_t take_host_numbers(HostNumbers*& chain, const server_rec* main_server,
                               apr_pool_t* process_pool);

// numbers_of returns the link of that name, or null.
const HostNumbers* numbers_of(const HostNumbers* chain, const char* name);

// counters_of_all returns the counters of each host that ever was since the server started.
std::vector<Counters> counters_of_all(const HostNumbers* chain);

}  // namespace tb::httpd
