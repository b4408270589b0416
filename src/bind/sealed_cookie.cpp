// SPDX-License-Identifier: Apache-2.0
#include "bind/sealed_cookie.h"

#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "bind/json.h"
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

Result<std::string> payload_of(const BoundCookie& cookie) {
  const std::string name = octets_to_utf8(cookie.name);
  const std::string value = octets_to_utf8(cookie.value);
  const std::string hash(cookie.id_hash);
  const Owned<json_t> payload(json_pack("{s:s%, s:s%, s:{s:s}}", "name", name.data(), name.size(),
                                        "value", value.data(), value.size(), "cnf", "tbh",
                                        hash.c_str()));
  if (!payload) return Error{Cause::kLibrary};
  return to_text(payload.get(), JSON_COMPACT);
}

// client_mark is the beginning of an HMAC: 48 bits are enough for an order of precedence.
std::string client_mark(const CookieKey& key, std::string_view id_hash) {
  constexpr std::size_t kMarkSize = 6;
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  const core::Bytes octets = core::as_bytes(id_hash);
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
                            std::string_view id_hash) {
  const ossl::ErrorQueueMark mark;
  const Owned<json_t> header =
      make_jwe_header({.kid = key.kid, .client_mark = client_mark(key, id_hash)});
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

// value_for takes the value out of an authentic payload, if it is meant for this name and ID.
Result<std::string> value_for(const SealedCookie& cookie, const json_t* payload) {
  const auto name = utf8_to_octets(member_text(payload, "name").value_or(""));
  if (name != cookie.name) return Error{Cause::kCookieRenamed};
  const auto hash = member_text(json_object_get(payload, "cnf"), "tbh");
  if (!hash || !same_text(*hash, cookie.id_hash)) return Error{Cause::kCookieOtherID};
  const auto text = member_text(payload, "value");
  auto value = text ? utf8_to_octets(*text) : std::nullopt;
  if (!value) return Error{Cause::kCookieForged};
  return *std::move(value);
}

}  // namespace

bool is_sealed(std::string_view value) {
  return read_jwe_header(value).has_value();
}

bool is_marked_for(std::string_view sealed, std::string_view id_hash, const CookieKeys& keys) {
  const auto header = read_jwe_header(sealed);
  if (!header || header->client_mark.empty()) return false;
  const auto key = key_of(keys, header->kid);
  return key != keys.all().end() && same_text(header->client_mark, client_mark(*key, id_hash));
}

Result<std::string> seal(const BoundCookie& cookie, const CookieKeys& keys) {
  // Each octet gives at least one of the payload, and that 4/3 of the JWE.
  if (cookie.value.size() > kMaxSealedSize) return Error{Cause::kCookieTooLong};
  const Result<std::string> payload = payload_of(cookie);
  if (!payload.ok()) return payload.error();
  Result<std::string> sealed = encrypt(payload.value(), keys.sealing(), cookie.id_hash);
  if (sealed.ok() && sealed.value().size() > kMaxSealedSize) return Error{Cause::kCookieTooLong};
  return sealed;
}

Result<std::string> open(const SealedCookie& cookie, const CookieKeys& keys) {
  const auto header = read_jwe_header(cookie.sealed);
  if (!header) return Error{Cause::kCookieUnsealed};
  if (cookie.sealed.size() > kMaxSealedSize) return Error{Cause::kCookieTooLong};
  const auto key = key_of(keys, header->kid);
  if (key == keys.all().end()) return Error{Cause::kCookieKeyUnknown};
  if (!is_whole(cookie.sealed)) return Error{Cause::kCookieForged};
  const Result<std::string> payload = decrypt(cookie.sealed, *key);
  if (!payload.ok()) return payload.error();
  const auto object = parse_object(payload.value(), 2 * kMaxSealedSize);
  if (!object.ok()) return Error{Cause::kCookieForged};
  return value_for(cookie, object.value().get());
}

}  // namespace tb::bind
