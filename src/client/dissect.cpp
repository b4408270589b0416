// SPDX-License-Identifier: Apache-2.0
#include "client/dissect.h"

#include "core/reader.h"
#include "core/types.h"

namespace tb::client {
namespace {

using core::KeyParameters;
using core::Reader;

std::string type_words(std::uint8_t type) {
  switch (static_cast<core::BindingType>(type)) {
    case core::BindingType::provided:
      return "provided_token_binding";
    case core::BindingType::referred:
      return "referred_token_binding";
  }
  return "unknown type " + std::to_string(type) + ", to be ignored";
}

std::string octets_words(std::size_t count) {
  return std::to_string(count) + " octets";
}

// Dissection reads and writes down at once. Each method returns false when it could not go on.
class Dissection {
 public:
  explicit Dissection(core::Bytes octets)
      : size_(static_cast<std::uint32_t>(octets.size())), in_(octets) {}

  std::vector<Field> run() && {
    if (message()) depth_ = 0;
    if (position_ < size_) {
      fields_.push_back({position_, size_, 0, "rest", octets_words(size_ - position_)});
    }
    return std::move(fields_);
  }

 private:
  bool note(std::string name, std::string meaning) {
    if (!in_.ok()) return false;
    if (position_ == in_.offset()) return true;  // a vector of length zero has no octets to show
    fields_.push_back({position_, in_.offset(), depth_, std::move(name), std::move(meaning)});
    position_ = in_.offset();
    return true;
  }

  bool vector(const std::string& length_name, const std::string& name, std::size_t length_octets) {
    const std::uint16_t length = length_octets == 1 ? in_.u8() : in_.u16();
    if (!note(length_name, octets_words(length))) return false;
    in_.bytes(length);
    return note(name, octets_words(length));
  }

  bool message() {
    const std::uint16_t length = in_.u16();
    if (!note("tokenbindings length", octets_words(length))) return false;
    const std::uint32_t end = position_ + length;
    for (unsigned i = 0; position_ < end && position_ < size_; ++i) {
      depth_ = 1;
      if (!binding(i)) return false;
    }
    return true;
  }

  bool binding(unsigned index) {
    const std::uint8_t type = in_.u8();
    if (!note("TokenBinding[" + std::to_string(index) + "] tokenbinding_type", type_words(type))) {
      return false;
    }
    depth_ = 2;
    return id() && vector("signature length", "signature", 2) && extensions();
  }

  bool id() {
    const std::uint8_t code = in_.u8();
    const auto key_parameters = static_cast<KeyParameters>(code);
    const std::string words = core::is_known(key_parameters)
                                  ? std::string(core::to_text(key_parameters))
                                  : "unknown key parameters " + std::to_string(code);
    if (!note("key_parameters", words)) return false;
    const std::uint16_t length = in_.u16();
    if (!note("key_length", octets_words(length))) return false;
    if (key_parameters == KeyParameters::ecdsap256) return point();
    if (core::is_known(key_parameters)) {
      return vector("modulus length", "modulus", 2) &&
             vector("publicexponent length", "publicexponent", 1);
    }
    in_.bytes(length);
    return note("key", octets_words(length));
  }

  bool point() {
    const std::uint8_t length = in_.u8();
    if (!note("point length", octets_words(length))) return false;
    if (length != core::kEcPointSize) {
      in_.bytes(length);
      return note("point", "not X || Y of P-256");
    }
    in_.bytes(core::kEcPointSize / 2);
    if (!note("point X", "32 octets")) return false;
    in_.bytes(core::kEcPointSize / 2);
    return note("point Y", "32 octets");
  }

  bool extensions() {
    const std::uint16_t length = in_.u16();
    if (!note("extensions length", length == 0 ? "none" : octets_words(length))) return false;
    const std::uint32_t end = position_ + length;
    while (position_ < end && position_ < size_) {
      const std::uint8_t type = in_.u8();
      if (!note("extension_type", "unknown type " + std::to_string(type) + ", to be ignored") ||
          !vector("extension_data length", "extension_data", 2)) {
        return false;
      }
    }
    return true;
  }

  std::uint32_t size_;
  std::uint32_t position_ = 0;
  unsigned depth_ = 0;
  Reader in_;
  std::vector<Field> fields_;
};

}  // namespace

std::vector<Field> dissect(core::Bytes octets) {
  return Dissection(octets).run();
}

}  // namespace tb::client
