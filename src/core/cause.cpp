// SPDX-License-Identifier: Apache-2.0
#include "core/cause.h"

#include <array>

namespace tb::core {
namespace {

constexpr auto kMessage = Counted::message;
constexpr auto kCookie = Counted::cookie;
constexpr auto kDevice = Counted::device;
constexpr auto kAll = Counted::all;

struct Row {
  Cause cause;
  CauseText text;
};

constexpr std::array<Row, kCauses> kRows{{
    {Cause::kNoValue, {"none", "RFC 8473 2", "the header field has no value", kMessage}},
    {Cause::kSeveralFields,
     {"several", "RFC 8473 2", "more than one Sec-Token-Binding field", kMessage}},
    {Cause::kBase64Padding, {"b64-pad", "RFC 8473 2", "base64url text with = padding", kMessage}},
    {Cause::kBase64StandardAlphabet,
     {"b64-std", "RFC 8473 2", "+ or / of the standard base64 alphabet", kMessage}},
    {Cause::kBase64Whitespace, {"b64-ws", "RFC 8473 2", "white space inside the value", kMessage}},
    {Cause::kBase64Alphabet,
     {"b64-char", "RFC 8473 2", "a character that is not base64url", kMessage}},
    {Cause::kBase64Length,
     {"b64-mod1", "RFC 4648 4", "a length no base64url text can have", kMessage}},
    {Cause::kBase64UnusedBits,
     {"b64-canon", "RFC 4648 3.5", "unused bits that are not zero", kMessage}},
    {Cause::kTruncated, {"truncated", "RFC 8471 3", "the input ends inside a field", kMessage}},
    {Cause::kTrailing, {"trailing", "RFC 8471 3", "octets after the end of a field", kMessage}},
    {Cause::kNoBindings, {"empty", "RFC 8471 4.2", "a message without a TokenBinding", kMessage}},
    {Cause::kTooManyBindings, {"too-many", "our limit", "more than 8 TokenBindings", kMessage}},
    {Cause::kKeyLength,
     {"key-length", "RFC 8471 3.2", "key_length differs from the key", kMessage}},
    {Cause::kPointLength,
     {"point-length", "RFC 8471 3.2", "an EC point that is not 64 octets", kMessage}},
    {Cause::kRsaModulus,
     {"rsa-modulus", "RFC 8471 3.2", "a modulus that is not an odd number of 2048 bits", kMessage}},
    {Cause::kRsaExponent,
     {"rsa-exponent", "RFC 8471 3.2", "a public exponent that is not odd, 3 or more, minimal",
      kMessage}},
    {Cause::kSignatureLength,
     {"signature-length", "RFC 8471 3.3", "a signature of the wrong length for its key", kMessage}},
    {Cause::kNoKeyParameters, {"no-key-parameters", "RFC 8472 2", "an empty list"}},
    {Cause::kVersion, {"version", "RFC 8472 2", "a Token Binding version that is not MAJOR.MINOR"}},
    {Cause::kNoProvidedBinding,
     {"no-provided", "RFC 8473 2", "no provided_token_binding", kMessage}},
    {Cause::kSeveralProvidedBindings,
     {"several-provided", "RFC 8473 2", "more than one provided_token_binding", kMessage}},
    {Cause::kSeveralReferredBindings,
     {"several-referred", "RFC 8473 2", "more than one referred_token_binding", kMessage}},
    {Cause::kKeyParametersNotNegotiated,
     {"key-parameters", "RFC 8471 4.2", "provided key parameters that were not negotiated",
      kMessage}},
    {Cause::kPublicKey, {"key", "RFC 8471 3.2", "octets that are not a public key", kMessage}},
    {Cause::kSignature,
     {"signature", "RFC 8471 4.2", "a signature that does not verify on this connection",
      kMessage}},
    {Cause::kLibrary, {"library", "OpenSSL", "the cryptographic library failed", kAll}},
    {Cause::kUnsolicited, {"unsolicited", "RFC 8472 4", "an answer to an offer not made"}},
    {Cause::kVersionTooHigh,
     {"version-too-high", "RFC 8472 4", "a version above the one that was offered"}},
    {Cause::kKeyParametersNotOffered,
     {"not-offered", "RFC 8472 4", "not exactly one of the key parameters offered"}},
    {Cause::kNoExtendedMasterSecret,
     {"no-ems", "RFC 8472 4",
      "no extended master secret or no renegotiation indication on TLS 1.2"}},
    {Cause::kFileAccess, {"file-access", "the system", "a file that cannot be read or written"}},
    {Cause::kFilePermissions,
     {"file-permissions", "RFC 8471 7.1", "a key, or its folder, that others may read"}},
    {Cause::kFileContent, {"file-content", "RFC 8471 3.2", "no private key in what was read"}},
    {Cause::kKeyType, {"key-type", "RFC 8471 3.2", "a key of another type than was negotiated"}},
    {Cause::kJson, {"json", "RFC 8259 2", "not one JSON object of moderate size and depth"}},
    {Cause::kJwkSet, {"jwk-set", "RFC 7517 5", "no JSON object with an array of \"keys\""}},
    {Cause::kJwkCount, {"jwk-count", "our limit", "not 1 to 16 keys"}},
    {Cause::kJwkType, {"jwk-type", "RFC 7518 6.4", "a key whose \"kty\" is not \"oct\""}},
    {Cause::kJwkKid,
     {"jwk-kid", "RFC 7517 4.5",
      "a \"kid\" that is missing, repeated or not 1 to 64 printable ASCII characters"}},
    {Cause::kJwkSize,
     {"jwk-size", "RFC 7518 5.3", "a \"k\" that is not the base64url text of 32 octets"}},
    {Cause::kJwkUse,
     {"jwk-use", "RFC 7517 4.2",
      "a key for another purpose: \"use\" is not \"enc\", or \"alg\" neither \"A256GCM\" nor \"dir\""}},
    {Cause::kCookieUnsealed, {"unsealed", "our rule", "a value that was not sealed", kCookie}},
    {Cause::kCookieUnbound,
     {"unbound", "RFC 8471 5", "a sealed cookie on a request without a Token Binding", kCookie}},
    {Cause::kCookieTooLong,
     {"cookie-too-long", "our limit", "a sealed cookie longer than LimitRequestFieldSize or 32768 octets", kCookie}},
    {Cause::kTooManyCookies,
     {"too-many-cookies", "our limit", "more than 16 sealed cookies in one request", kCookie}},
    {Cause::kCookieKeyUnknown,
     {"key-unknown", "RFC 7516 4.1.6", "a cookie sealed with a key that is not in the file",
      kCookie}},
    {Cause::kCookieForged,
     {"forged", "RFC 7516 5.2", "a sealed cookie that was changed, or never sealed with this key",
      kCookie}},
    {Cause::kCookieRenamed,
     {"renamed", "RFC 8471 7.1", "a value sealed for another cookie's name", kCookie}},
    {Cause::kCookieOtherID,
     {"other-id", "RFC 8471 5", "a cookie sealed to another Token Binding ID", kCookie}},
    {Cause::kCookieGrace,
     {"grace", "our rule", "a cookie that no browser has bound in time", kCookie}},
    {Cause::kJwsForm,
     {"jws-form", "RFC 7515 7.1", "no canonical compact JWS of moderate size over a JSON object", kDevice}},
    {Cause::kJwsType, {"jws-type", "RFC 7515 4.1.9", "a JWS of another \"typ\"", kDevice}},
    {Cause::kJwsAlgorithm,
     {"jws-alg", "RFC 7515 4.1.1", "an \"alg\" that was not asked for, or not the key's", kDevice}},
    {Cause::kJwsSignature,
     {"jws-signature", "RFC 7515 5.2", "a JWS whose signature does not verify", kDevice}},
    {Cause::kJwkPublicType,
     {"jwk-public-type", "RFC 7518 6", "a JWK that is neither EC, RSA nor Ed25519", kDevice}},
    {Cause::kJwkPublic,
     {"jwk-public", "RFC 7518 6", "a JWK whose members are not a public key of allowed size", kDevice}},
    {Cause::kJwkPrivate,
     {"jwk-private", "RFC 9449 4.2", "a JWK with a private or symmetric member", kDevice}},
    {Cause::kDpopField, {"dpop-field", "RFC 9449 4.3", "not exactly one DPoP field"}},
    {Cause::kDpopClaims,
     {"dpop-claims", "RFC 9449 4.2", "a proof without jti, htm, htu, iat or ath"}},
    {Cause::kDpopMethod, {"dpop-method", "RFC 9449 4.3", "an htm that is not the method"}},
    {Cause::kDpopUri, {"dpop-uri", "RFC 9449 4.3", "an htu that is not the request's URI"}},
    {Cause::kDpopTime, {"dpop-time", "RFC 9449 11.1", "an iat outside the window"}},
    {Cause::kDpopToken, {"dpop-token", "RFC 9449 4.3", "an ath that is not the token's hash"}},
    {Cause::kDpopNonce, {"dpop-nonce", "RFC 9449 9", "no nonce of this server, or an old one"}},
    {Cause::kDpopReplayed, {"dpop-replayed", "RFC 9449 11.1", "a proof that came before"}},
    {Cause::kDpopMemory,
     {"dpop-memory", "our limit", "the memory of proofs is full or cannot be reached"}},
    {Cause::kDeviceRequest,
     {"device-request", "DBSC 8", "a request that no browser sends of its own accord", kDevice}},
    {Cause::kDeviceToken,
     {"device-token", "DBSC 8", "a text that was not sealed here for this purpose and host", kDevice}},
    {Cause::kDeviceExpired, {"device-expired", "DBSC 8", "a challenge or proof past its time", kDevice}},
    {Cause::kDeviceNoKey, {"device-no-key", "DBSC 8", "a registration without a public key", kDevice}},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].cause) != i) return false;
  }
  return true;
}
static_assert(in_order(), "one row a Cause, in the order of the enumeration");

}  // namespace

const CauseText& explain(Cause cause) {
  const auto index = static_cast<std::size_t>(cause);
  return kRows[index < kCauses ? index : static_cast<std::size_t>(Cause::kLibrary)].text;
}

}  // namespace tb::core
