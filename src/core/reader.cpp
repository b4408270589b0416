// SPDX-License-Identifier: Apache-2.0
#include "core/reader.h"

namespace tb::core {

// Only this function moves the position, so only its check keeps it within the input.
Bytes Reader::bytes(std::size_t count) {
  if (!ok()) return {};
  if (count > input_.size() - position_) {
    fail(Cause::kTruncated);
    return {};
  }
  const Bytes taken = input_.subspan(position_, count);
  position_ += count;
  return taken;
}

std::uint32_t Reader::number(std::size_t octets) {
  std::uint32_t value = 0;
  for (const std::uint8_t octet : bytes(octets)) value = value << 8 | octet;
  return value;
}

Reader Reader::nested_u16() {
  const std::uint16_t length = u16();
  const std::uint32_t start = offset();
  Reader inner(bytes(length), start);
  inner.error_ = error_;
  return inner;
}

void Reader::fail_at(Cause cause, std::uint32_t offset) {
  if (ok()) error_ = Error{cause, offset};
}

Result<void> Reader::finish() {
  if (!at_end()) fail(Cause::kTrailing);
  if (!ok()) return *error_;
  return success();
}

}  // namespace tb::core
