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
  // Of `token=` before it (Token of Rails) nothing belongs to the header.
  const std::size_t begin = token.substr(0, first).rfind('=') + 1;
  return Segments{token.substr(begin, first - begin), token.substr(first + 1, second - first - 1),
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

// check_each judges each run of a token's characters and folds the verdicts that `counts` lets in.
template <typename Counts>
std::optional<Confirmation> check_each(std::string_view text, const PresentedKeys& presented,
                                       Counts counts) {
  std::optional<Confirmation> found;
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_of(kTokenCharacters), text.size()));
    const std::size_t end = std::min(text.find_first_not_of(kTokenCharacters), text.size());
    if (end == 0) break;
    const Confirmation one = check_token(text.substr(0, end), presented);
    if (counts(one)) found = found ? graver(*found, one) : one;
    text.remove_prefix(end);
  }
  return found;
}

bool is_visible(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet > 0x20 && octet < 0x7f;
}

struct Word {
  std::size_t begin;
  std::size_t end;
};

// find_bearer gives the first word "bearer" at or after `start`. Letters in any case (RFC 9110
// 11.1), and with blanks between them: mod_auth_openidc compares by apr_strnatcasecmp, to which
// those are nothing.
std::optional<Word> find_bearer(std::string_view text, std::size_t start) {
  constexpr std::string_view kScheme = "bearer";
  for (; start < text.size(); ++start) {
    std::size_t at = start;
    std::size_t letters = 0;
    while (at < text.size() && letters < kScheme.size()) {
      if (core::lower(text[at]) == kScheme[letters]) {
        ++letters;
      } else if (letters == 0 || is_visible(text[at])) {
        break;
      }
      ++at;
    }
    if (letters == kScheme.size()) return Word{start, at};
  }
  return std::nullopt;
}

// Whatever is not a token at all may be, under another scheme, what that scheme is about.
constexpr auto kReadable = [](Confirmation one) { return one >= Confirmation::none; };
constexpr auto kAny = [](Confirmation) { return true; };

// without_bearer is what is left where an application takes out each "Bearer " that it finds.
std::string without_bearer(std::string_view text) {
  std::string left;
  std::size_t begin = 0;
  for (auto word = find_bearer(text, 0); word; word = find_bearer(text, word->end)) {
    if (word->end == text.size() || text[word->end] != ' ') continue;
    left += text.substr(begin, word->begin - begin);
    begin = word->end + 1;
  }
  left += text.substr(begin);
  return left;
}

}  // namespace

std::optional<Confirmation> check_authorization(std::string_view field,
                                                const PresentedKeys& presented) {
  const auto word = find_bearer(field, 0);
  if (!word) return check_each(field, presented, kReadable);
  // One character parts the two, and some never look which: to Python a no-break space is a blank.
  const std::string_view credentials = field.substr(std::min(word->end + 1, field.size()));
  Confirmation found = check_each(credentials, presented, kAny).value_or(Confirmation::opaque);
  const bool is_plain = word->begin == 0 && !find_bearer(field, word->end);
  if (is_plain) return found;
  for (const std::string& text : {std::string(field), without_bearer(field)}) {
    if (const auto one = check_each(text, presented, kReadable)) found = graver(found, *one);
  }
  return found;
}

}  // namespace tb::bind
