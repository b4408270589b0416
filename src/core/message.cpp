// SPDX-License-Identifier: Apache-2.0
#include "core/message.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace tb::core {
namespace {

// RFC 8471 3.3 gives the known ones a fixed size; for the rest the syntax of section 3 holds.
bool signature_length_ok(KeyParameters key_parameters, std::size_t length) {
  switch (key_parameters) {
    case KeyParameters::ecdsap256:
      return length == kEcSignatureSize;
    case KeyParameters::rsa2048_pkcs1_5:
    case KeyParameters::rsa2048_pss:
      return length == kRsaSize;
  }
  return length >= 64;
}

// 256 octets with the top bit set are a 2048-bit number (RFC 8471 3.2); an even number is not a
// modulus.
bool modulus_ok(Bytes modulus) {
  return modulus.size() == kRsaSize && (modulus.front() & 0x80) != 0 && (modulus.back() & 1) != 0;
}

// RFC 8471 does not restrict exponents. With exponent 1 anyone can forge, a huge one is a denial of
// service, and a leading zero would allow several IDs for one key.
bool exponent_ok(Bytes exponent) {
  if (exponent.empty() || exponent.size() > 8 || exponent.front() == 0) return false;
  const bool one = exponent.size() == 1 && exponent.front() == 1;
  return (exponent.back() & 1) != 0 && !one;
}

void read_point(Reader& key, TokenBindingID& id) {
  const std::uint32_t start = key.offset();
  id.point = key.u8_prefixed();
  if (id.point.size() != kEcPointSize) key.fail_at(Cause::kPointLength, start);
}

void read_rsa(Reader& key, TokenBindingID& id) {
  const std::uint32_t modulus_at = key.offset();
  id.modulus = key.u16_prefixed();
  if (key.ok() && !modulus_ok(id.modulus)) key.fail_at(Cause::kRsaModulus, modulus_at);
  const std::uint32_t exponent_at = key.offset();
  id.exponent = key.u8_prefixed();
  if (key.ok() && !exponent_ok(id.exponent)) key.fail_at(Cause::kRsaExponent, exponent_at);
}

TokenBindingID read_id(Reader& in) {
  TokenBindingID id;
  const std::uint32_t start = in.offset();
  id.key_parameters = static_cast<KeyParameters>(in.u8());
  const std::uint32_t length_at = in.offset();
  Reader key = in.nested_u16();
  if (!in.ok()) return id;
  if (id.key_parameters == KeyParameters::ecdsap256) {
    if (in.offset() - key.offset() != 1 + kEcPointSize) in.fail_at(Cause::kKeyLength, length_at);
    read_point(key, id);
  } else if (is_known(id.key_parameters)) {
    read_rsa(key, id);
  } else {
    id.encoded = in.since(start);
    return id;  // an opaque key: skipped by its length (RFC 8471 3.1)
  }
  if (const Result<void> whole = key.finish(); !whole.ok()) {
    in.fail_at(whole.error().cause, whole.error().offset);
  }
  if (in.ok()) id.encoded = in.since(start);
  return id;
}

Bytes read_extensions(Reader& in) {
  const std::uint32_t length_at = in.offset();
  Reader extensions = in.nested_u16();
  while (!extensions.at_end()) {
    extensions.u8();
    extensions.u16_prefixed();
  }
  if (const Result<void> whole = extensions.finish(); !whole.ok()) {
    in.fail_at(whole.error().cause, whole.error().offset);
    return {};
  }
  return in.since(length_at).subspan(2);
}

TokenBinding read_binding(Reader& in) {
  TokenBinding binding;
  binding.offset = in.offset();
  binding.type = static_cast<BindingType>(in.u8());
  binding.id = read_id(in);
  const std::uint32_t signature_at = in.offset();
  binding.signature = in.u16_prefixed();
  if (in.ok() && !signature_length_ok(binding.id.key_parameters, binding.signature.size())) {
    in.fail_at(Cause::kSignatureLength, signature_at);
  }
  binding.extensions = read_extensions(in);
  return binding;
}

}  // namespace

Result<TokenBindingMessage> decode_message(Bytes octets) {
  Reader outer(octets);
  Reader list = outer.nested_u16();
  if (const Result<void> whole = outer.finish(); !whole.ok()) return whole.error();
  if (list.at_end()) return Error{Cause::kNoBindings, list.offset()};

  TokenBindingMessage message;
  while (!list.at_end()) {
    if (message.count_ == kMaxBindings) return Error{Cause::kTooManyBindings, list.offset()};
    message.all_[message.count_++] = read_binding(list);
  }
  if (const Result<void> whole = list.finish(); !whole.ok()) return whole.error();
  return message;
}

Result<TokenBindingID> decode_token_binding_id(Bytes octets) {
  Reader in(octets);
  const TokenBindingID id = read_id(in);
  if (const Result<void> whole = in.finish(); !whole.ok()) return whole.error();
  return id;
}

std::vector<std::uint8_t> encode_message(std::span<const TokenBinding> bindings) {
  Writer list;
  for (const TokenBinding& binding : bindings) {
    list.u8(static_cast<std::uint8_t>(binding.type));
    list.bytes(binding.id.encoded);
    list.u16_prefixed(binding.signature);
    list.u16_prefixed(binding.extensions);
  }
  Writer message;
  message.u16_prefixed(std::move(list).take());
  return std::move(message).take();
}

std::vector<std::uint8_t> encode_ec_id(Bytes point) {
  Writer key;
  key.u8_prefixed(point);
  Writer id;
  id.u8(static_cast<std::uint8_t>(KeyParameters::ecdsap256));
  id.u16_prefixed(std::move(key).take());
  return std::move(id).take();
}

std::vector<std::uint8_t> encode_rsa_id(KeyParameters key_parameters, Bytes modulus,
                                        Bytes exponent) {
  Writer key;
  key.u16_prefixed(modulus);
  key.u8_prefixed(exponent);
  Writer id;
  id.u8(static_cast<std::uint8_t>(key_parameters));
  id.u16_prefixed(std::move(key).take());
  return std::move(id).take();
}

SignedData signed_data(BindingType type, KeyParameters key_parameters,
                       std::span<const std::uint8_t, kEkmSize> ekm) {
  SignedData data{};
  data[0] = static_cast<std::uint8_t>(type);
  data[1] = static_cast<std::uint8_t>(key_parameters);
  std::copy(ekm.begin(), ekm.end(), data.begin() + 2);
  return data;
}

}  // namespace tb::core
