// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <variant>

#include "core/cause.h"

namespace tb::core {

// Error holds why something was refused and where: `offset` counts octets (characters, for a text)
// from the start of the input that the failing function was given.
struct Error {
  Cause cause;
  std::uint32_t offset = 0;

  friend bool operator==(const Error&, const Error&) = default;
};

// Result is the one way in which a function of this project fails: it holds a value or an Error,
// and the compiler warns about a caller that ignores it. There is no implicit conversion
// to bool, so that `-1` never passes for success.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, error) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  [[nodiscard]] Error error() const { return *std::get_if<1>(&state_); }

  // Call value() only after ok() has returned true.
  T& value() & { return *std::get_if<0>(&state_); }
  const T& value() const& { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

struct Done {};

// Result<void> carries no value: it is success() or an Error.
template <>
class [[nodiscard]] Result<void> : public Result<Done> {
 public:
  Result(Done done) : Result<Done>(done) {}
  Result(Error error) : Result<Done>(error) {}
};

inline Result<void> success() {
  return Done{};
}

}  // namespace tb::core
