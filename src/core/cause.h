// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tb::core {

// Cause is why an input was refused: the cause, not the place in the code that noticed.
enum class Cause : std::uint8_t {
  // the header field as text
  kNoValue,
  kSeveralFields,
  kBase64Padding,
  kBase64StandardAlphabet,
  kBase64Whitespace,
  kBase64Alphabet,
  kBase64Length,
  kBase64UnusedBits,
  // a structure as octets
  kTruncated,
  kTrailing,
  kNoBindings,
  kTooManyBindings,
  kKeyLength,
  kPointLength,
  kRsaModulus,
  kRsaExponent,
  kSignatureLength,
  kNoKeyParameters,
  kVersion,
  // a message as a whole
  kNoProvidedBinding,
  kSeveralProvidedBindings,
  kSeveralReferredBindings,
  kKeyParametersNotNegotiated,
  // cryptography
  kPublicKey,
  kSignature,
  kLibrary,
  // a peer's answer to our own offer
  kUnsolicited,
  kVersionTooHigh,
  kKeyParametersNotOffered,
  kNoExtendedMasterSecret,
  // a client's own keys
  kFileAccess,
  kFilePermissions,
  kFileContent,
  kKeyType,
  // JSON, and the keys that seal cookies
  kJson,
  kJwkSet,
  kJwkCount,
  kJwkType,
  kJwkKid,
  kJwkSize,
  kJwkUse,
  // a sealed cookie
  kCookieUnsealed,
  kCookieUnbound,
  kCookieTooLong,
  kTooManyCookies,
  kCookieKeyUnknown,
  kCookieForged,
  kCookieRenamed,
  kCookieOtherID,
  kCookieGrace,
  // a JWS, and the public key in it
  kJwsForm,
  kJwsType,
  kJwsAlgorithm,
  kJwsSignature,
  kJwkPublicType,
  kJwkPublic,
  kJwkPrivate,
  // a DPoP proof
  kDpopField,
  kDpopClaims,
  kDpopMethod,
  kDpopUri,
  kDpopTime,
  kDpopToken,
  kDpopNonce,
  kDpopReplayed,
  kDpopMemory,
  // a device-bound session
  kDeviceRequest,
  kDeviceToken,
  kDeviceExpired,
  kDeviceNoKey,
  kCount
};

inline constexpr std::size_t kCauses = static_cast<std::size_t>(Cause::kCount);

// Counted is which counter of refusals a cause can appear in: a request's message, a cookie, a
// browser's device-bound session, all of them or none.
enum class Counted : std::uint8_t { never, message, cookie, device, all };

struct CauseText {
  std::string_view token;   // stable: stands in log lines, counters and tests
  std::string_view clause;  // what asks for the refusal
  std::string_view words;   // for a person
  Counted counted = Counted::never;
};

// explain never fails: an unknown value is described as "library".
const CauseText& explain(Cause cause);

}  // namespace tb::core
