// SPDX-License-Identifier: Apache-2.0
#include "verify/jws.h"

#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/base64url.h"
#include "ossl/error_queue.h"
#include "ossl/owned.h"
#include "verify/ecdsa_signature.h"

namespace tb::verify {
namespace {

using core::Cause;
using core::Error;
using core::Result;
using ossl::Owned;

struct Row {
  JwsAlgorithm algorithm;
  std::string_view name;
  JwkType key;
  const char* digest;          // null where the algorithm has its own
  int padding;                 // of RSA
  std::size_t signature_size;  // octets; 0 for as many as RSA's modulus has
};
constexpr std::array<Row, 5> kRows{{
    {JwsAlgorithm::es256, "ES256", JwkType::p256, "SHA256", 0, 64},
    {JwsAlgorithm::es384, "ES384", JwkType::p384, "SHA384", 0, 96},
    {JwsAlgorithm::rs256, "RS256", JwkType::rsa, "SHA256", RSA_PKCS1_PADDING, 0},
    {JwsAlgorithm::ps256, "PS256", JwkType::rsa, "SHA256", RSA_PKCS1_PSS_PADDING, 0},
    {JwsAlgorithm::eddsa, "EdDSA", JwkType::ed25519, nullptr, 0, 64},
}};

const Row& row_of(JwsAlgorithm algorithm) {
  return kRows[static_cast<std::size_t>(algorithm)];
}

std::optional<JwsAlgorithm> algorithm_in(const JsonObject& header, const JwsProfile& profile) {
  const auto name = header.text("alg");
  for (const JwsAlgorithm algorithm : profile.algorithms) {
    if (name == row_of(algorithm).name) return algorithm;
  }
  return {};
}

// decode_object reads a part of a JWS that is a JSON object.
Result<JsonObject> decode_object(std::string_view part) {
  const auto octets = core::base64url_decode(part);
  if (!octets.ok()) return Error{Cause::kJwsForm};
  Result<JsonObject> object = JsonObject::parse(core::as_text(octets.value()), kMaxJwsSize);
  if (!object.ok()) return Error{Cause::kJwsForm};
  return object;
}

// Parts are the three texts between two dots.
struct Parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
};

std::optional<Parts> split(std::string_view text) {
  if (text.size() > kMaxJwsSize || std::ranges::count(text, '.') != 2) return {};
  const std::size_t first = text.find('.');
  const std::size_t second = text.rfind('.');
  return Parts{text.substr(0, first), text.substr(first + 1, second - first - 1),
               text.substr(second + 1)};
}

// RFC 7518 3.5: the mask's hash is that of the message, and the salt as long as it.
bool set_padding(EVP_PKEY_CTX* context, int padding) {
  if (EVP_PKEY_CTX_set_rsa_padding(context, padding) != 1) return false;
  return padding != RSA_PKCS1_PSS_PADDING ||
         (EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1 &&
          EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

Result<void> verify(const Row& row, EVP_PKEY* key, core::Bytes data, core::Bytes signature) {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* of_key = nullptr;  // belongs to the context
  if (!context || EVP_DigestVerifyInit_ex(context.get(), &of_key, row.digest, nullptr, nullptr, key,
                                          nullptr) != 1) {
    return Error{Cause::kLibrary};
  }
  if (row.key == JwkType::rsa && !set_padding(of_key, row.padding)) return Error{Cause::kLibrary};
  if (EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(),
                       data.size()) != 1) {
    return Error{Cause::kJwsSignature};
  }
  return core::success();
}

}  // namespace

std::string_view to_text(JwsAlgorithm algorithm) {
  return row_of(algorithm).name;
}

Result<Jws> Jws::read(std::string_view text, const JwsProfile& profile) {
  const auto parts = split(text);
  if (!parts) return Error{Cause::kJwsForm};
  const Result<JsonObject> header = decode_object(parts->header);
  if (!header.ok()) return header.error();
  if (header.value().text("typ") != profile.typ) return Error{Cause::kJwsType};
  const auto algorithm = algorithm_in(header.value(), profile);
  if (!algorithm) return Error{Cause::kJwsAlgorithm};
  if (header.value().has("crit")) return Error{Cause::kJwsForm};  // RFC 7515 4.1.11
  Result<JsonObject> claims = decode_object(parts->payload);
  if (!claims.ok()) return claims.error();
  auto signature = core::base64url_decode(parts->signature);
  if (!signature.ok() || signature.value().empty()) return Error{Cause::kJwsForm};

  Jws jws(*algorithm, std::move(claims).value());
  if (header.value().has("jwk")) {
    const auto object = header.value().object("jwk");
    if (!object) return Error{Cause::kJwkPublic};
    Result<PublicJwk> jwk = PublicJwk::read(*object);
    if (!jwk.ok()) return jwk.error();
    if (jwk.value().type() != row_of(*algorithm).key) return Error{Cause::kJwsAlgorithm};
    jws.jwk_ = std::move(jwk).value();
  }
  jws.signed_ = core::as_bytes(text.substr(0, text.rfind('.')));
  jws.signature_ = std::move(signature).value();
  return jws;
}

Result<void> Jws::check_signature(const PublicJwk& key) const {
  const ossl::ErrorQueueMark mark;
  const Row& row = row_of(algorithm_);
  if (key.type() != row.key) return Error{Cause::kJwsAlgorithm};
  const std::size_t size = row.signature_size != 0
                               ? row.signature_size
                               : static_cast<std::size_t>(EVP_PKEY_get_size(key.key()));
  if (signature_.size() != size) return Error{Cause::kJwsSignature};
  if (row.key != JwkType::p256 && row.key != JwkType::p384) {
    return verify(row, key.key(), signed_, signature_);
  }
  const Result<DerSignature> der = to_der(signature_);
  if (!der.ok()) return der.error();
  return verify(row, key.key(), signed_, der.value().view());
}

}  // namespace tb::verify
