// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "core/bytes.h"

// What libFuzzer calls, and standalone.cpp too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace tb::fuzz {

// hold ends the process, and so reports the input, when a property does not hold.
inline void hold(bool property, const char* words) {
  if (property) return;
  std::fprintf(stderr, "broken: %s\n", words);
  std::abort();
}

// inside says whether a view lies within the octets it was made from, or is empty.
inline bool inside(core::Bytes view, core::Bytes whole) {
  return view.empty() ||
         (view.data() >= whole.data() && view.data() + view.size() <= whole.data() + whole.size());
}

// Input deals out the octets of one run.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  core::Bytes take(std::size_t count) {
    const std::size_t taken = count < rest_.size() ? count : rest_.size();
    const core::Bytes front = rest_.first(taken);
    rest_ = rest_.subspan(taken);
    return front;
  }
  std::uint8_t octet() {
    const core::Bytes one = take(1);
    return one.empty() ? std::uint8_t{0} : one.front();
  }
  // line takes the text up to the next line feed.
  std::string_view line() {
    const std::string_view text = core::as_text(rest_);
    const std::size_t end = text.find('\n');
    const std::string_view taken = text.substr(0, end);
    take(taken.size() + 1);
    return taken;
  }
  [[nodiscard]] core::Bytes rest() const { return rest_; }

 private:
  core::Bytes rest_;
};

}  // namespace tb::fuzz
