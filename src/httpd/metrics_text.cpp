// SPDX-License-Identifier: Apache-2.0
#include "httpd/metrics_text.h"

#include <algorithm>

#include "core/text.h"

namespace tb::httpd {
namespace {

constexpr std::string_view kOpenMetricsType = "application/openmetrics-text";

// Label values, OpenMetrics 1.0 "Escaping". Names of hosts are the operator's.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  return text;
}

std::string sample(const std::string& name, const std::string& labels, std::uint64_t value) {
  return name + "_total{" + labels + "} " + std::to_string(value) + "\n";
}

}  // namespace

const char* content_type(MetricsFormat format) {
  return format == MetricsFormat::open_metrics
             ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
             : "text/plain; version=0.0.4; charset=utf-8";
}

MetricsFormat requested_format(const char* accept) {
  const std::string_view field = accept != nullptr ? accept : "";
  const auto found = std::ranges::search(field, kOpenMetricsType, {}, core::lower, core::lower);
  return !found.empty() ? MetricsFormat::open_metrics : MetricsFormat::prometheus;
}

std::string metrics_text(const Numbers& family, std::span<const HostMetrics> hosts,
                         MetricsFormat format) {
  if (family.metric == nullptr) return {};
  const std::string name = std::string("token_binding_") + family.metric;
  const std::string title = format == MetricsFormat::open_metrics ? name : name + "_total";
  std::string text = "# HELP " + title + " " + family.help + "\n# TYPE " + title + " counter\n";
  for (const HostMetrics& host : hosts) {
    const std::string vhost = "vhost=\"" + escaped(host.name) + "\"";
    for (std::size_t i = 0; i < family.count; ++i) {
      std::string labels = vhost;
      if (family.part != nullptr) {
        const std::string part = family.part(i);
        if (part.empty()) continue;
        labels += std::string(",") + family.label + "=\"" + part + "\"";
      }
      text += sample(name, labels, host.counters.total(family.first + i));
    }
  }
  return text;
}

std::string_view metrics_end(MetricsFormat format) {
  return format == MetricsFormat::open_metrics ? "# EOF\n" : "";
}

}  // namespace tb::httpd
