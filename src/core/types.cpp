// SPDX-License-Identifier: Apache-2.0
#include "core/types.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tb::core {
namespace {

constexpr std::array<std::string_view, kKnownKeyParameters> kNames{"rsa2048_pkcs1.5", "rsa2048_pss",
                                                                   "ecdsap256"};

std::optional<std::uint8_t> parse_octet(std::string_view text) {
  std::uint8_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  if (error != std::errc{} || end != text.data() + text.size() || leading_zero) return {};
  return value;
}

}  // namespace

std::string_view to_text(KeyParameters key_parameters) {
  if (!is_known(key_parameters)) return "unknown";
  return kNames[static_cast<std::uint8_t>(key_parameters)];
}

std::optional<KeyParameters> parse_key_parameters(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return {};
  return static_cast<KeyParameters>(found - kNames.begin());
}

std::string to_text(Version version) {
  return std::to_string(version.major_part()) + "." + std::to_string(version.minor_part());
}

std::optional<Version> parse_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return {};
  const auto major_part = parse_octet(text.substr(0, dot));
  const auto minor_part = parse_octet(text.substr(dot + 1));
  if (!major_part || !minor_part) return {};
  return Version{*major_part, *minor_part};
}

}  // namespace tb::core
