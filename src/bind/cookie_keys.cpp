// SPDX-License-Identifier: Apache-2.0
#include "bind/cookie_keys.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "bind/json.h"
#include "core/base64url.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;
using core::Result;

constexpr std::size_t kKeySize = 32;  // A256GCM, RFC 7518 5.3
constexpr std::size_t kNewKidSize = 9;

Error at(Cause cause, std::size_t key) {
  return {cause, static_cast<std::uint32_t>(key)};
}

// Characters that neither JSON nor a log line has to escape.
bool is_kid(std::string_view kid) {
  return !kid.empty() && kid.size() <= kMaxKidSize && std::ranges::all_of(kid, [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  });
}

Result<Owned<cjose_jwk_t>> read_octets(std::string_view text) {
  Result<std::vector<std::uint8_t>> octets = core::base64url_decode(text);
  if (!octets.ok() || octets.value().size() != kKeySize) return Error{Cause::kJwkSize};
  Owned<cjose_jwk_t> jwk(
      cjose_jwk_create_oct_spec(octets.value().data(), octets.value().size(), nullptr));
  OPENSSL_cleanse(octets.value().data(), octets.value().size());
  if (!jwk) return Error{Cause::kLibrary};
  return jwk;
}

// is_for_sealing refuses a key that its owner made for something else. A member that is missing
// says nothing.
bool is_for_sealing(const json_t* object) {
  const auto is_one_of = [object](const char* name, std::initializer_list<std::string_view> good) {
    if (json_object_get(object, name) == nullptr) return true;
    const auto text = member_text(object, name);
    return text && std::ranges::find(good, *text) != good.end();
  };
  return is_one_of("use", {"enc"}) && is_one_of("alg", {"A256GCM", "dir"});
}

Result<CookieKey> read_key(const json_t* object) {
  if (member_text(object, "kty") != "oct") return Error{Cause::kJwkType};
  const auto kid = member_text(object, "kid");
  if (!kid || !is_kid(*kid)) return Error{Cause::kJwkKid};
  if (!is_for_sealing(object)) return Error{Cause::kJwkUse};
  auto jwk = read_octets(member_text(object, "k").value_or(""));
  if (!jwk.ok()) return jwk.error();
  return CookieKey{std::move(jwk).value(), std::string(*kid)};
}

// key_array gives the "keys" of a set, borrowed from it.
Result<json_t*> key_array(const json_t* set) {
  json_t* keys = json_object_get(set, "keys");
  if (!json_is_array(keys)) return Error{Cause::kJwkSet};
  const std::size_t count = json_array_size(keys);
  if (count == 0 || count > kMaxCookieKeys) return Error{Cause::kJwkCount};
  return keys;
}

Result<std::string> random_text(std::size_t size) {
  std::array<std::uint8_t, kKeySize> octets{};
  if (RAND_bytes(octets.data(), static_cast<int>(size)) != 1) return Error{Cause::kLibrary};
  std::string text = core::base64url_encode(core::Bytes(octets).first(size));
  OPENSSL_cleanse(octets.data(), octets.size());
  return text;
}

Result<Owned<json_t>> new_key() {
  const Result<std::string> kid = random_text(kNewKidSize);
  if (!kid.ok()) return kid.error();
  Result<std::string> octets = random_text(kKeySize);
  if (!octets.ok()) return octets.error();
  Owned<json_t> key(json_pack("{s:s, s:s, s:s, s:s, s:s}", "kty", "oct", "kid", kid.value().c_str(),
                              "use", "enc", "alg", "A256GCM", "k", octets.value().c_str()));
  OPENSSL_cleanse(octets.value().data(), octets.value().size());
  if (!key) return Error{Cause::kLibrary};
  return key;
}

// present_set gives what is to be extended: only a set that this server would take.
Result<Owned<json_t>> present_set(std::string_view present) {
  if (present.empty()) return Owned<json_t>(json_pack("{s:[]}", "keys"));
  const Result<CookieKeys> keys = CookieKeys::parse(present);
  if (!keys.ok()) return keys.error();
  return parse_object(present, kMaxKeySetSize);
}

}  // namespace

Result<CookieKeys> CookieKeys::parse(std::string_view jwk_set) {
  const Result<Owned<json_t>> set = parse_object(jwk_set, kMaxKeySetSize);
  if (!set.ok()) return set.error();
  const Result<json_t*> array = key_array(set.value().get());
  if (!array.ok()) return array.error();

  CookieKeys all;
  for (std::size_t i = 0; i < json_array_size(array.value()); ++i) {
    Result<CookieKey> key = read_key(json_array_get(array.value(), i));
    if (!key.ok()) return at(key.error().cause, i);
    if (std::ranges::find(all.keys_, key.value().kid, &CookieKey::kid) != all.keys_.end()) {
      return at(Cause::kJwkKid, i);
    }
    all.keys_.push_back(std::move(key).value());
  }
  return all;
}

Result<std::string> new_cookie_keys(std::string_view present) {
  Result<Owned<json_t>> set = present_set(present);
  if (!set.ok()) return set.error();
  Result<Owned<json_t>> key = new_key();
  if (!key.ok()) return key.error();
  json_t* keys = json_object_get(set.value().get(), "keys");
  if (json_array_size(keys) == kMaxCookieKeys) json_array_remove(keys, kMaxCookieKeys - 1);
  if (json_array_insert(keys, 0, key.value().get()) != 0) return Error{Cause::kLibrary};
  return to_text(set.value().get(), JSON_INDENT(2)) + '\n';
}

Result<ossl::Sha256> CookieKeys::derive(std::string_view purpose) const {
  const auto* key =
      static_cast<const std::uint8_t*>(cjose_jwk_get_keydata(sealing().jwk.get(), nullptr));
  ossl::Sha256 derived{};
  unsigned length = 0;
  if (key == nullptr ||
      HMAC(EVP_sha256(), key, kKeySize, reinterpret_cast<const std::uint8_t*>(purpose.data()),
           purpose.size(), derived.data(), &length) == nullptr ||
      length != derived.size()) {
    return Error{Cause::kLibrary};
  }
  return derived;
}

}  // namespace tb::bind
