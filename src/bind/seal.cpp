// SPDX-License-Identifier: Apache-2.0
#include "bind/seal.h"

#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "bind/jwe_header.h"
#include "bind/same_text.h"
#include "core/base64url.h"
#include "ossl/error_queue.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;
using core::Result;

constexpr std::size_t kIvText = 16;   // 12 octets, RFC 7518 5.3
constexpr std::size_t kTagText = 22;  // 16 octets

// client_mark is the beginning of an HMAC: 48 bits are enough for an order of precedence.
std::string client_mark(const CookieKey& key, std::string_view holder) {
  constexpr std::size_t kMarkSize = 6;
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  const core::Bytes octets = core::as_bytes(holder);
  const auto key_size = static_cast<int>(cjose_jwk_get_keysize(key.jwk.get(), nullptr) / 8);
  if (HMAC(EVP_sha256(), cjose_jwk_get_keydata(key.jwk.get(), nullptr), key_size, octets.data(),
           octets.size(), digest.data(), nullptr) == nullptr) {
    return {};
  }
  return core::base64url_encode(core::Bytes(digest).first(kMarkSize));
}

auto key_of(const CookieKeys& keys, std::string_view kid) {
  return std::ranges::find(keys.all(), kid, &CookieKey::kid);
}

Result<std::string> encrypt(std::string_view payload, const CookieKey& key,
                            std::string_view holder) {
  const ossl::ErrorQueueMark mark;
  const Owned<json_t> header = make_jwe_header(
      {.kid = key.kid, .client_mark = holder.empty() ? "" : client_mark(key, holder)});
  if (!header) return Error{Cause::kLibrary};
  const core::Bytes octets = core::as_bytes(payload);
  const Owned<cjose_jwe_t> jwe(
      cjose_jwe_encrypt(key.jwk.get(), header.get(), octets.data(), octets.size(), nullptr));
  if (!jwe) return Error{Cause::kLibrary};
  const Allocated<char> text(cjose_jwe_export(jwe.get(), nullptr));
  if (!text) return Error{Cause::kLibrary};
  return std::string(text.get());
}

std::string_view take_segment(std::string_view& text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view segment = text.substr(0, dot);
  text.remove_prefix(std::min(dot + 1, text.size()));
  return segment;
}

// is_whole judges what stands after the header: no encrypted key, a whole nonce, something, a whole
// tag. A library that took a shorter tag would make forging as easy as guessing it
// (CVE-2023-37464). And cjose ends the process, by an assertion, on some texts that are not
// base64url: it must not see any.
bool is_whole(std::string_view rest) {
  if (std::ranges::count(rest, '.') != 4) return false;
  take_segment(rest);
  const std::string_view encrypted_key = take_segment(rest);
  const std::string_view iv = take_segment(rest);
  const std::string_view ciphertext = take_segment(rest);
  return encrypted_key.empty() && iv.size() == kIvText && core::base64url_decode(iv).ok() &&
         !ciphertext.empty() && core::base64url_decode(ciphertext).ok() &&
         rest.size() == kTagText && core::base64url_decode(rest).ok();
}

Result<std::string> decrypt(std::string_view sealed, const CookieKey& key) {
  const ossl::ErrorQueueMark mark;
  const Owned<cjose_jwe_t> jwe(cjose_jwe_import(sealed.data(), sealed.size(), nullptr));
  if (!jwe) return Error{Cause::kCookieForged};
  std::size_t size = 0;
  const Allocated<std::uint8_t> payload(
      cjose_jwe_decrypt(jwe.get(), key.jwk.get(), &size, nullptr));
  if (!payload) return Error{Cause::kCookieForged};
  return std::string(core::as_text({payload.get(), size}));
}

}  // namespace

bool is_sealed(std::string_view value) {
  return read_jwe_header(value).has_value();
}

bool is_marked_for(std::string_view sealed, std::string_view holder, const CookieKeys& keys) {
  const auto header = read_jwe_header(sealed);
  if (!header || header->client_mark.empty()) return false;
  const auto key = key_of(keys, header->kid);
  return key != keys.all().end() && same_text(header->client_mark, client_mark(*key, holder));
}

Result<std::string> seal_text(std::string_view payload, std::string_view holder,
                              const CookieKeys& keys) {
  Result<std::string> sealed = encrypt(payload, keys.sealing(), holder);
  if (sealed.ok() && sealed.value().size() > kMaxSealedSize) return Error{Cause::kCookieTooLong};
  return sealed;
}

Result<std::string> open_text(std::string_view sealed, const CookieKeys& keys) {
  const auto header = read_jwe_header(sealed);
  if (!header) return Error{Cause::kCookieUnsealed};
  if (sealed.size() > kMaxSealedSize) return Error{Cause::kCookieTooLong};
  const auto key = key_of(keys, header->kid);
  if (key == keys.all().end()) return Error{Cause::kCookieKeyUnknown};
  if (!is_whole(sealed)) return Error{Cause::kCookieForged};
  return decrypt(sealed, *key);
}

}  // namespace tb::bind
