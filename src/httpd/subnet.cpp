// SPDX-License-Identifier: Apache-2.0
#include "httpd/subnet.h"

#include <apr_strings.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstdlib>
#include <cstring>

namespace tb::httpd {
namespace {

constexpr long kMappedBits = 96;  // RFC 4291 2.5.5.2: what stands before the IPv4 address

bool is_number(const char* text) {
  return *text != '\0' && std::strspn(text, "0123456789") == std::strlen(text);
}

// unmap turns an IPv4 address in IPv6 form into its own form, and its prefix too. APR has no
// subnets of the other.
bool unmap(apr_pool_t* pool, const in6_addr& address, const char*& text, const char*& prefix) {
  char plain[INET_ADDRSTRLEN];
  if (inet_ntop(AF_INET, &address.s6_addr[12], plain, sizeof plain) == nullptr) return false;
  text = apr_pstrdup(pool, plain);
  if (prefix == nullptr) return true;
  const long bits = std::strtol(prefix, nullptr, 10);
  if (bits < kMappedBits || bits > 128) return false;
  prefix = apr_psprintf(pool, "%ld", bits - kMappedBits);
  return true;
}

}  // namespace

apr_ipsubnet_t* parse_subnet(apr_pool_t* pool, const char* text) {
  char* copy = apr_pstrdup(pool, text);
  char* slash = std::strchr(copy, '/');
  if (slash != nullptr) *slash++ = '\0';
  const char* address = copy;
  const char* prefix = slash;
  if (prefix != nullptr && !is_number(prefix)) return nullptr;
  in_addr ipv4{};
  in6_addr ipv6{};
  if (inet_pton(AF_INET6, address, &ipv6) == 1) {
    if (IN6_IS_ADDR_V4MAPPED(&ipv6) && !unmap(pool, ipv6, address, prefix)) return nullptr;
  } else if (inet_pton(AF_INET, address, &ipv4) != 1) {
    return nullptr;
  }
  apr_ipsubnet_t* subnet = nullptr;
  return apr_ipsubnet_create(&subnet, address, prefix, pool) == APR_SUCCESS ? subnet : nullptr;
}

bool contains(const apr_array_header_t* subnets, apr_sockaddr_t* address) {
  for (int i = 0; subnets != nullptr && i < subnets->nelts; ++i) {
    if (apr_ipsubnet_test(APR_ARRAY_IDX(subnets, i, apr_ipsubnet_t*), address) != 0) return true;
  }
  return false;
}

}  // namespace tb::httpd
