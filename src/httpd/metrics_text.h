// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "httpd/counters.h"

namespace tb::httpd {

// MetricsFormat is one of the two texts that Prometheus reads. They differ in the name of a
// counter's family and in the last line.
enum class MetricsFormat : std::uint8_t {
  open_metrics,  // OpenMetrics 1.0
  prometheus,    // the older exposition format, 0.0.4
};

// content_type returns the media type with its version.
const char* content_type(MetricsFormat format);

// requested_format returns OpenMetrics for an Accept field that names it, else the older one, which
// every tool reads. `accept` may be null.
MetricsFormat requested_format(const char* accept);

struct HostMetrics {
  std::string_view name;
  Counters counters;
};

// metrics_text returns one family, with a sample for each host and part, zeros included: a rate
// needs the number before the first event. Empty where another row has the numbers.
std::string metrics_text(const Numbers& family, std::span<const HostMetrics> hosts,
                         MetricsFormat format);

// metrics_end returns what follows the last family.
std::string_view metrics_end(MetricsFormat format);

}  // namespace tb::httpd
