// SPDX-License-Identifier: Apache-2.0
#include "verify/http_uri.h"

#include <algorithm>

#include "core/text.h"

namespace tb::verify {
namespace {

bool is_unreserved(char c) {
  return core::is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::optional<int> hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = core::lower(c);
  if (small >= 'a' && small <= 'f') return small - 'a' + 10;
  return {};
}

// normalized_escapes returns nothing for an octet that a URI cannot hold.
std::optional<std::string> normalized_escapes(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string normal;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c <= ' ' || c > '~') return {};
    if (c != '%') {
      normal += c;
      continue;
    }
    const auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
    const auto low = high ? hex_value(text[i + 2]) : std::nullopt;
    if (!low) return {};
    const char octet = static_cast<char>(*high * 16 + *low);
    if (is_unreserved(octet)) {
      normal += octet;
    } else {
      normal +=
          {'%', kDigits[static_cast<std::size_t>(*high)], kDigits[static_cast<std::size_t>(*low)]};
    }
    i += 2;
  }
  return normal;
}

// without_dot_segments does what RFC 3986 5.2.4 says of a path that begins with a slash.
std::string without_dot_segments(std::string_view path) {
  std::string kept;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);  // with its slash
    path.remove_prefix(end);
    if (segment == "/.." || segment == "/.") {
      if (segment == "/..") kept.erase(std::min(kept.rfind('/'), kept.size()));
      if (path.empty()) kept += '/';
    } else {
      kept += segment;
    }
  }
  return kept;
}

// Authority is the host and, unless it is the scheme's own, the port.
std::optional<std::string> normalized_authority(std::string_view authority,
                                                std::string_view default_port) {
  if (authority.find('@') != std::string_view::npos) return {};
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  auto host = normalized_escapes(authority.substr(0, colon));
  if (!host || host->empty()) return {};
  std::ranges::transform(*host, host->begin(), core::lower);
  if (colon == std::string_view::npos) return host;
  std::string_view port = authority.substr(colon + 1);
  if (port.find_first_not_of("0123456789") != std::string_view::npos) return {};
  port.remove_prefix(std::min(port.find_first_not_of('0'), port.size()));
  if (!port.empty() && port != default_port) host->append(":").append(port);
  return host;
}

}  // namespace

std::optional<std::string> canonical_http_uri(std::string_view uri) {
  const std::size_t scheme_end = uri.find("://");
  if (scheme_end == std::string_view::npos) return {};
  std::string scheme(uri.substr(0, scheme_end));
  std::ranges::transform(scheme, scheme.begin(), core::lower);
  if (scheme != "http" && scheme != "https") return {};
  uri.remove_prefix(scheme_end + 3);
  uri = uri.substr(0, uri.find_first_of("?#"));
  const std::size_t path_start = std::min(uri.find('/'), uri.size());
  const auto authority =
      normalized_authority(uri.substr(0, path_start), scheme == "https" ? "443" : "80");
  const auto path = normalized_escapes(uri.substr(path_start));
  if (!authority || !path) return {};
  return scheme + "://" + *authority + (path->empty() ? "/" : without_dot_segments(*path));
}

}  // namespace tb::verify
