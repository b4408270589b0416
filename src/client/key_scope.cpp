// SPDX-License-Identifier: Apache-2.0
#include "client/key_scope.h"

#include <arpa/inet.h>
#include <libpsl.h>

#include <algorithm>
#include <array>

#include "client/text.h"

namespace tb::client {
namespace {

std::string normalized(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.remove_suffix(1);
  return lower_case(host);
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= 200 && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '_';
         });
}

// address_text is the one way to write an address; empty when `name` is none.
std::string address_text(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, name.c_str(), address.data()) == 1) {
      return inet_ntop(family, address.data(), text.data(), text.size());
    }
  }
  return {};
}

// The list that the system keeps up to date, or the one that libpsl was built with.
psl_ctx_t* suffix_list() {
  static psl_ctx_t* const list = psl_latest(nullptr);
  return list;
}

}  // namespace

std::string key_scope(std::string_view host) {
  const std::string name = normalized(host);
  if (std::string address = address_text(name); !address.empty()) return address;
  if (!is_file_name(name)) return {};
  if (suffix_list() == nullptr) return name;
  const char* domain = psl_registrable_domain(suffix_list(), name.c_str());
  return domain != nullptr ? domain : name;
}

}  // namespace tb::client
