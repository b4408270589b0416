// SPDX-License-Identifier: Apache-2.0
#include "verify/jwk.h"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "core/base64url.h"
#include "ossl/digest.h"
#include "ossl/error_queue.h"
#include "verify/import.h"

namespace tb::verify {
namespace {

using core::Cause;
using core::Error;
using core::Result;
using ossl::Owned;
using Octets = std::vector<std::uint8_t>;

// Read is a key and its text before the thumbprint is known.
struct Read {
  JwkType type;
  std::string text;
  Owned<EVP_PKEY> key;
};

struct Curve {
  std::string_view name;
  JwkType type;
  const char* group;  // OpenSSL's name
  std::size_t size;   // octets of a coordinate, RFC 7518 6.2.1.2
};
constexpr std::array<Curve, 2> kCurves{{
    {"P-256", JwkType::p256, "prime256v1", 32},
    {"P-384", JwkType::p384, "secp384r1", 48},
}};
constexpr std::size_t kEd25519Size = 32;
constexpr std::size_t kMaxExponentSize = 4;
constexpr int kLeastModulusBits = 2048;  // RFC 7518 3.3
constexpr int kMostModulusBits = 4096;   // bounds what one signature costs

std::optional<Octets> octets_of(const JsonObject& jwk, const char* name) {
  const auto text = jwk.text(name);
  if (!text || text->empty() || text->size() > kMaxJwkSize) return {};
  Result<Octets> octets = core::base64url_decode(*text);
  if (!octets.ok()) return {};
  return std::move(octets).value();
}

// Base64urlUInt (RFC 7518 2): no leading zero.
std::optional<Octets> number_of(const JsonObject& jwk, const char* name) {
  auto octets = octets_of(jwk, name);
  if (!octets || octets->front() == 0) return {};
  return octets;
}

// A member of a JWK's text; its value has no character that JSON would escape.
std::string member(const char* name, std::string_view value) {
  return '"' + std::string(name) + "\":\"" + std::string(value) + '"';
}

std::string value_of(const JsonObject& jwk, const char* name) {
  return std::string(jwk.text(name).value_or(""));
}

Result<Read> read_ec(const JsonObject& jwk) {
  const auto crv = jwk.text("crv");
  for (const Curve& curve : kCurves) {
    if (crv != curve.name) continue;
    const auto x = octets_of(jwk, "x");
    const auto y = octets_of(jwk, "y");
    if (!x || !y || x->size() != curve.size || y->size() != curve.size) {
      return Error{Cause::kJwkPublic};
    }
    Octets point{0x04};
    point.insert(point.end(), x->begin(), x->end());
    point.insert(point.end(), y->begin(), y->end());
    auto key = import_ec(curve.group, point);
    if (!key.ok()) return Error{Cause::kJwkPublic};
    return Read{curve.type,
                '{' + member("crv", curve.name) + ',' + member("kty", "EC") + ',' +
                    member("x", value_of(jwk, "x")) + ',' + member("y", value_of(jwk, "y")) + '}',
                std::move(key).value()};
  }
  return Error{Cause::kJwkPublicType};
}

Result<Read> read_rsa(const JsonObject& jwk) {
  const auto n = number_of(jwk, "n");
  const auto e = number_of(jwk, "e");
  if (!n || !e || n->size() > kMostModulusBits / 8 || e->size() > kMaxExponentSize) {
    return Error{Cause::kJwkPublic};
  }
  const bool e_is_one = e->size() == 1 && e->front() == 1;
  if ((n->back() & 1) == 0 || (e->back() & 1) == 0 || e_is_one) return Error{Cause::kJwkPublic};
  auto key = import_rsa(*n, *e);
  if (!key.ok() || EVP_PKEY_get_bits(key.value().get()) < kLeastModulusBits) {
    return Error{Cause::kJwkPublic};
  }
  return Read{JwkType::rsa,
              '{' + member("e", value_of(jwk, "e")) + ',' + member("kty", "RSA") + ',' +
                  member("n", value_of(jwk, "n")) + '}',
              std::move(key).value()};
}

// RFC 8037 2.
Result<Read> read_okp(const JsonObject& jwk) {
  if (jwk.text("crv") != "Ed25519") return Error{Cause::kJwkPublicType};
  const auto x = octets_of(jwk, "x");
  if (!x || x->size() != kEd25519Size) return Error{Cause::kJwkPublic};
  Owned<EVP_PKEY> key(
      EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, x->data(), x->size()));
  if (!key) return Error{Cause::kJwkPublic};
  return Read{JwkType::ed25519,
              '{' + member("crv", "Ed25519") + ',' + member("kty", "OKP") + ',' +
                  member("x", value_of(jwk, "x")) + '}',
              std::move(key)};
}

Result<Read> read_any(const JsonObject& jwk) {
  for (const char* secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    if (jwk.has(secret)) return Error{Cause::kJwkPrivate};
  }
  const auto kty = jwk.text("kty");
  if (kty == "EC") return read_ec(jwk);
  if (kty == "RSA") return read_rsa(jwk);
  if (kty == "OKP") return read_okp(jwk);
  return Error{Cause::kJwkPublicType};
}

}  // namespace

Result<PublicJwk> PublicJwk::read(const JsonObject& jwk) {
  const ossl::ErrorQueueMark mark;
  Result<Read> read = read_any(jwk);
  if (!read.ok()) return read.error();
  const Result<ossl::Sha256> digest = ossl::sha256(core::as_bytes(read.value().text));
  if (!digest.ok()) return digest.error();
  PublicJwk made;
  made.type_ = read.value().type;
  made.text_ = std::move(read.value().text);
  made.thumbprint_ = core::base64url_encode(digest.value());
  made.key_ = std::move(read.value().key);
  return made;
}

Result<PublicJwk> PublicJwk::parse(std::string_view text) {
  const Result<JsonObject> object = JsonObject::parse(text, kMaxJwkSize);
  if (!object.ok()) return Error{Cause::kJwkPublic};
  return read(object.value());
}

}  // namespace tb::verify
