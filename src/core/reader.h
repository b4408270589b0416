// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/bytes.h"
#include "core/result.h"

namespace tb::core {

// Reader walks over octets in TLS presentation language (RFC 8446 3). It is sticky: after the
// first failure every read returns zero or an empty view. So a structure is read without checks in
// between, and finish() returns the result. A nested Reader counts offsets from the outermost
// input.
class Reader {
 public:
  explicit Reader(Bytes input, std::uint32_t base = 0) : input_(input), base_(base) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  Bytes bytes(std::size_t count);
  Bytes u8_prefixed() { return bytes(u8()); }
  Bytes u16_prefixed() { return bytes(u16()); }

  // nested reads a u16 length and returns a Reader of what it covers.
  Reader nested_u16();

  // fail makes the reader sticky with a cause of the caller's; the first failure wins.
  void fail(Cause cause) { fail_at(cause, offset()); }
  void fail_at(Cause cause, std::uint32_t offset);

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  [[nodiscard]] bool at_end() const { return !ok() || position_ == input_.size(); }
  [[nodiscard]] std::uint32_t offset() const {
    return base_ + static_cast<std::uint32_t>(position_);
  }
  // since returns the octets read since an offset() taken earlier from this reader.
  [[nodiscard]] Bytes since(std::uint32_t start) const {
    return input_.subspan(start - base_, offset() - start);
  }

  // finish succeeds when nothing failed and nothing is left over.
  Result<void> finish();

 private:
  std::uint32_t number(std::size_t octets);

  Bytes input_;
  std::size_t position_ = 0;
  std::uint32_t base_;
  std::optional<Error> error_;
};

}  // namespace tb::core
