// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "core/bytes.h"

namespace tb::core {

// Writer appends octets in TLS presentation language; the counterpart of Reader. The caller
// guarantees the lengths: a value that does not fit its length field is a programming error.
class Writer {
 public:
  void u8(std::uint8_t value) { out_.push_back(value); }
  void u16(std::uint16_t value) {
    u8(static_cast<std::uint8_t>(value >> 8));
    u8(static_cast<std::uint8_t>(value & 0xff));
  }
  void bytes(Bytes value) { out_.insert(out_.end(), value.begin(), value.end()); }
  void u8_prefixed(Bytes value) {
    u8(static_cast<std::uint8_t>(value.size()));
    bytes(value);
  }
  void u16_prefixed(Bytes value) {
    u16(static_cast<std::uint16_t>(value.size()));
    bytes(value);
  }

  [[nodiscard]] std::vector<std::uint8_t> take() && { return std::move(out_); }

 private:
  std::vector<std::uint8_t> out_;
};

}  // namespace tb::core
