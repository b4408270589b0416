// SPDX-License-Identifier: Apache-2.0
#include "cli/connection_options.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "client/place.h"

namespace tb::cli {
namespace {

using client::Settings;

bool take_seconds(std::string_view text, long* milliseconds) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || !(seconds > 0) || seconds > 1e6) {
    return false;
  }
  *milliseconds = std::max(1L, static_cast<long>(seconds * 1000));  // 0 would mean: for ever
  return true;
}

bool take_tls_max(std::string_view text, long* target) {
  if (text != "1.2" && text != "1.3") return false;
  *target = text == "1.2" ? CURL_SSLVERSION_MAX_TLSv1_2 : CURL_SSLVERSION_MAX_TLSv1_3;
  return true;
}

// split calls `take` for each part between commas.
bool split(std::string_view text, const std::function<bool(std::string_view)>& take) {
  while (true) {
    const std::size_t comma = text.find(',');
    if (!take(text.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

bool take_key_parameters(std::string_view text, core::KeyParametersList* target) {
  core::KeyParametersList list;
  const bool all = split(text, [&list](std::string_view name) {
    const auto item = core::parse_key_parameters(name);
    return item && list.add(*item);
  });
  if (all) *target = list;
  return all;
}

bool take_versions(std::string_view text, core::Supported* target) {
  const std::size_t dash = text.find('-');
  const auto lowest = core::parse_version(text.substr(0, dash));
  const auto highest =
      dash == std::string_view::npos ? lowest : core::parse_version(text.substr(dash + 1));
  if (!lowest || !highest || *lowest > *highest) return false;
  target->lowest = *lowest;
  target->highest = *highest;
  return true;
}

std::function<bool(std::string_view)> appending(std::vector<std::string>* target) {
  return [target](std::string_view text) {
    target->emplace_back(text);
    return true;
  };
}

void add_version_options(Options& options, Settings& settings) {
  options.flag(0, "http1.1", "use HTTP/1.1",
               [&settings] { settings.http_version = CURL_HTTP_VERSION_1_1; });
  options.flag(0, "http2", "use HTTP/2 if the server does",
               [&settings] { settings.http_version = CURL_HTTP_VERSION_2TLS; });
  options.flag(0, "tlsv1.2", "TLS 1.2 or newer (the default)",
               [&settings] { settings.tls_min = CURL_SSLVERSION_TLSv1_2; });
  options.flag(0, "tlsv1.3", "TLS 1.3 or newer",
               [&settings] { settings.tls_min = CURL_SSLVERSION_TLSv1_3; });
  options.value(
      0, "tls-max", "1.2|1.3", "TLS up to this version",
      [&settings](std::string_view text) { return take_tls_max(text, &settings.tls_max); });
  options.text(0, "ciphers", "LIST", "TLS 1.2 cipher suites to offer", &settings.ciphers);
  options.text(0, "curves", "LIST", "key exchange groups to offer", &settings.curves);
}

}  // namespace

void add_connection_options(Options& options, Settings& settings) {
  options.section("Connection");
  options.text(0, "cacert", "FILE", "trust these CA certificates", &settings.cacert);
  options.text(0, "capath", "DIR", "trust the CA certificates in this folder", &settings.capath);
  options.flag('k', "insecure", "trust any server certificate", &settings.insecure);
  options.text('E', "cert", "FILE", "client certificate, and its key if there too", &settings.cert);
  options.text(0, "cert-key", "FILE", "key of the client certificate (curl's --key)",
               &settings.cert_key);
  options.value(0, "resolve", "HOST:PORT:ADDR", "use this address for a host",
                appending(&settings.resolve));
  options.value(0, "connect-to", "H1:P1:H2:P2", "connect to H2:P2 instead of H1:P1",
                appending(&settings.connect_to));
  options.value('x', "proxy", "URL", "go through an HTTP or SOCKS proxy (not https://)",
                [&settings](std::string_view text) {
                  settings.proxy = text;
                  // Its handshake would look like the server's to us.
                  return client::place_of(settings.proxy).scheme != "https";
                });
  options.text(0, "noproxy", "HOSTS", "use no proxy for these hosts", &settings.noproxy);
  options.value(0, "connect-timeout", "SECONDS", "give up connecting after this time",
                [&settings](std::string_view text) {
                  return take_seconds(text, &settings.connect_timeout_ms);
                });
  options.value(
      'm', "max-time", "SECONDS", "give up the whole transfer after this time",
      [&settings](std::string_view text) { return take_seconds(text, &settings.max_time_ms); });
  add_version_options(options, settings);
}

void add_binding_options(Options& options, Settings& settings) {
  for (const auto item : {core::KeyParameters::ecdsap256, core::KeyParameters::rsa2048_pss,
                          core::KeyParameters::rsa2048_pkcs1_5}) {
    settings.offer.key_parameters.add(item);
  }
  options.section("Token Binding");
  options.value(0, "key-parameters", "LIST",
                "offer these, by preference (ecdsap256,rsa2048_pss,rsa2048_pkcs1.5)",
                [&settings](std::string_view text) {
                  return take_key_parameters(text, &settings.offer.key_parameters);
                });
  options.value(
      0, "token-binding-versions", "MIN-MAX", "offer MAX, accept down to MIN (0.10-1.0)",
      [&settings](std::string_view text) { return take_versions(text, &settings.offer); });
}

void add_choice_of_binding(Options& options, Settings& settings) {
  options.flag(0, "no-token-binding", "offer no Token Binding",
               [&settings] { settings.token_binding = false; });
  options.flag(0, "require-token-binding", "send nothing on a connection without it (exit 35)",
               &settings.require_binding);
}

}  // namespace tb::cli
