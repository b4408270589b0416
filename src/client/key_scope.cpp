// SPDX-License-Identifier: Apache-2.0
#include "client/key_scope.h"

#include <arpa/inet.h>
#include <libpsl.h>

#include <algorithm>
#include <array>

namespace tb::client {
namespace {

std::string normalized(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.remove_suffix(1);
  std::string name(host);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= 200 && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '_' || c == ':';
         });
}

bool is_address(const std::string& name) {
  std::array<unsigned char, 16> address{};
  return inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

// The list that the system keeps up to date, or the one that libpsl was built with.
psl_ctx_t* suffix_list() {
  static psl_ctx_t* const list = psl_latest(nullptr);
  return list;
}

}  // namespace

std::string key_scope(std::string_view host) {
  const std::string name = normalized(host);
  if (!is_file_name(name)) return {};
  if (is_address(name) || suffix_list() == nullptr) return name;
  const char* domain = psl_registrable_domain(suffix_list(), name.c_str());
  return domain != nullptr ? domain : name;
}

}  // namespace tb::client
