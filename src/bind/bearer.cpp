// SPDX-License-Identifier: Apache-2.0
#include "bind/bearer.h"

#include <algorithm>

#include "bind/json.h"
#include "bind/same_text.h"
#include "core/base64url.h"
#include "core/text.h"

namespace tb::bind {
namespace {

using core::Confirmation;

// b64token of RFC 6750 2.1.
constexpr std::string_view kTokenCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";

// Segments of a compact JWS (RFC 7515 3.1). All that follows the second dot is its signature, also
// where a third one stands in it, which makes it none: cjose reads no further than the first `=`.
struct Segments {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
};

std::optional<Segments> split(std::string_view token) {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Segments{token.substr(0, first), token.substr(first + 1, second - first - 1),
                  token.substr(second + 1)};
}

bool has_more_segments(const Segments& segments) {
  return segments.signature.find('.') != std::string_view::npos;
}

core::Result<Owned<json_t>> read_segment(std::string_view segment) {
  const auto octets = core::base64url_decode(segment);
  if (!octets.ok()) return octets.error();
  // Others read integers of any size; one too large for Jansson must not hide a confirmation.
  return parse_object(core::as_text(octets.value()), kMaxSegmentSize, JSON_DECODE_INT_AS_REAL);
}

// check_one judges one member of `cnf`. A value that is no hash is a binding nobody can satisfy.
Confirmation check_one(const json_t* cnf, const char* member,
                       const std::optional<std::string_view>& presented) {
  if (json_object_get(cnf, member) == nullptr) return Confirmation::none;
  if (!presented) return Confirmation::unbound;
  const auto claimed = member_text(cnf, member);
  return claimed && same_text(*claimed, *presented) ? Confirmation::matches
                                                    : Confirmation::mismatch;
}

Confirmation check_claims(const json_t* claims, const PresentedKeys& presented) {
  const json_t* cnf = json_object_get(claims, "cnf");
  if (cnf == nullptr) return Confirmation::none;
  if (!json_is_object(cnf)) return Confirmation::malformed;
  // The order of the enumeration is that of growing objection.
  return std::max(check_one(cnf, "tbh", presented.id_hash),
                  check_one(cnf, "x5t#S256", presented.certificate_hash));
}

bool is_well_formed(const Segments& segments) {
  const auto header = read_segment(segments.header);
  return header.ok() && member_text(header.value().get(), "alg") &&
         core::base64url_decode(segments.signature).ok();
}

Confirmation check_token(std::string_view token, const PresentedKeys& presented) {
  const auto segments = split(token);
  if (!segments) return Confirmation::opaque;
  const auto claims = read_segment(segments->payload);
  const Confirmation found =
      claims.ok() ? check_claims(claims.value().get(), presented) : Confirmation::malformed;
  // What a token plainly says is held against it even if the rest of it is broken.
  if (found >= Confirmation::mismatch) return found;
  if (has_more_segments(*segments)) return Confirmation::opaque;  // a JWE, say
  return is_well_formed(*segments) ? found : Confirmation::malformed;
}

// Of several tokens a match excuses none: whoever accepts them may take another one.
Confirmation graver(Confirmation left, Confirmation right) {
  if (std::max(left, right) >= Confirmation::mismatch) return std::max(left, right);
  return std::min(left, right);
}

}  // namespace

std::optional<std::string_view> bearer_credentials(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer";
  const auto same = [](char given, char expected) {
    return core::lower(given) == expected;  // RFC 9110 11.1: without regard to case
  };
  const auto found =
      std::search(authorization.begin(), authorization.end(), kScheme.begin(), kScheme.end(), same);
  if (found == authorization.end()) return std::nullopt;
  // One character parts the two, and some never look which: to Python a no-break space is a blank.
  const auto end = static_cast<std::size_t>(found - authorization.begin()) + kScheme.size() + 1;
  return core::trimmed(authorization.substr(std::min(end, authorization.size())));
}

Confirmation check_confirmation(std::string_view credentials, const PresentedKeys& presented) {
  std::optional<Confirmation> found;
  while (!credentials.empty()) {
    const std::size_t start = credentials.find_first_of(kTokenCharacters);
    if (start == std::string_view::npos) break;
    credentials.remove_prefix(start);
    const std::size_t end =
        std::min(credentials.find_first_not_of(kTokenCharacters), credentials.size());
    const Confirmation one = check_token(credentials.substr(0, end), presented);
    found = found ? graver(*found, one) : one;
    credentials.remove_prefix(end);
  }
  return found.value_or(Confirmation::opaque);
}

}  // namespace tb::bind
