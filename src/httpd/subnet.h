// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <apr_network_io.h>
#include <apr_tables.h>

namespace tb::httpd {

// parse_subnet reads ADDRESS or ADDRESS/PREFIX, IPv4 or IPv6; an IPv4 address mapped into IPv6
// (::ffff:192.0.2.1) is that IPv4 address. It returns null for anything else, such as half an
// address, which APR would take for a network. The result lives as long as `pool`.
apr_ipsubnet_t* parse_subnet(apr_pool_t* pool, const char* text);

// contains tests an array of apr_ipsubnet_t *; null is an empty one.
bool contains(const apr_array_header_t* subnets, apr_sockaddr_t* address);

}  // namespace tb::httpd
