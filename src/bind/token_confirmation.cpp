// SPDX-License-Identifier: Apache-2.0
#include "bind/token_confirmation.h"

#include <algorithm>
#include <vector>

#include "bind/authorization.h"
#include "bind/json_text.h"
#include "bind/jws_likeness.h"
#include "bind/same_text.h"
#include "core/base64url.h"

namespace tb::bind {
namespace {

using core::Confirmation;
using Members = std::vector<JsonMember>;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> segments;
  for (;;) {
    const std::size_t end = text.find(separator);
    segments.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return segments;
    text.remove_prefix(end + 1);
  }
}

bool is_canonical(std::string_view segment) {
  return core::base64url_decode(segment).ok();
}

// Object is a segment that is a JSON object.
struct Object {
  std::vector<std::uint8_t> octets;
  Members members;  // views into `octets`
};

std::optional<Object> read_object(std::string_view segment) {
  auto octets = core::base64url_decode(segment);
  if (!octets.ok()) return std::nullopt;
  Object object{std::move(octets).value(), {}};
  auto members = json_members(core::as_text(object.octets));
  if (!members.ok()) return std::nullopt;
  object.members = std::move(members).value();
  return object;
}

auto named(std::string_view name) {
  return [name](const JsonMember& member) { return member.name == name; };
}

// judge_one judges one member of `cnf`. A value that is no hash is a binding nobody can satisfy.
Confirmation judge_one(const Members& cnf, std::string_view name,
                       const std::optional<std::string_view>& presented) {
  const auto member = std::ranges::find_if(cnf, named(name));
  if (member == cnf.end()) return Confirmation::none;
  if (std::ranges::count_if(cnf, named(name)) > 1) return Confirmation::malformed;
  if (!presented) return Confirmation::unbound;
  const auto claimed = json_string(member->value);
  return claimed && same_text(*claimed, *presented) ? Confirmation::matches
                                                    : Confirmation::mismatch;
}

Confirmation judge_claims(const Members& claims, const PresentedKeys& presented) {
  const auto member = std::ranges::find_if(claims, named("cnf"));
  if (member == claims.end()) return Confirmation::none;
  const auto cnf = json_members(member->value);
  if (!cnf.ok() || std::ranges::count_if(claims, named("cnf")) > 1) return Confirmation::malformed;
  return std::max({judge_one(cnf.value(), "tbh", presented.id_hash),
                   judge_one(cnf.value(), "x5t#S256", presented.certificate_hash),
                   judge_one(cnf.value(), "jkt", presented.dpop_hash)});
}

// has_jkt is for claims that judge_claims has found well-formed.
bool has_jkt(const Members& claims) {
  const auto member = std::ranges::find_if(claims, named("cnf"));
  if (member == claims.end()) return false;
  const auto cnf = json_members(member->value);
  return cnf.ok() && std::ranges::any_of(cnf.value(), named("jkt"));
}

// demand_jkt is what a JWS comes to under DPoP (RFC 9449 7.1).
Confirmation demand_jkt(Confirmation found, std::string_view token) {
  if (found != Confirmation::none && found != Confirmation::matches) return found;
  const auto segments = split(token.substr(0, token.find('~')), '.');
  const auto claims = segments.size() > 1 ? read_object(segments[1]) : std::nullopt;
  return claims && has_jkt(claims->members) ? found : Confirmation::unconfirmed;
}

Confirmation judge_jws(std::string_view token, const PresentedKeys& presented) {
  const auto segments = split(token, '.');
  if (segments.size() != 3 || !read_object(segments[0]) || !is_canonical(segments[2])) {
    return Confirmation::malformed;
  }
  const auto claims = read_object(segments[1]);
  return claims ? judge_claims(claims->members, presented) : Confirmation::malformed;
}

// An SD-JWT (RFC 9901 4) is `JWS~disclosure~...~`, and a JWS of its holder may end it. That one
// has no confirmation, or it is somebody's token.
Confirmation judge_sd_jwt(std::string_view token, const PresentedKeys& presented) {
  const auto segments = split(token, '~');
  const Confirmation found = judge_jws(segments.front(), presented);
  if (segments.size() == 1) return found;
  if (!std::all_of(segments.begin() + 1, segments.end() - 1, is_canonical)) {
    return Confirmation::malformed;
  }
  const bool fits =
      segments.back().empty() || judge_jws(segments.back(), presented) == Confirmation::none;
  return fits ? found : Confirmation::malformed;
}

// The second segment of a JWE (RFC 7516 7.1) is random, and may begin like an object.
bool is_jwe(std::string_view token) {
  const auto segments = split(token, '.');
  if (segments.size() != 5 || !std::ranges::all_of(segments, is_canonical)) return false;
  const auto header = read_object(segments[0]);
  return header && std::ranges::any_of(header->members, named("enc"));
}

// Some libraries read claims without a look at the header. What they plainly say is held against
// the token.
Confirmation judge_second_segment(std::string_view token, const PresentedKeys& presented) {
  const auto segments = split(token, '.');
  const auto claims = segments.size() > 1 ? read_object(segments[1]) : std::nullopt;
  return claims ? judge_claims(claims->members, presented) : Confirmation::none;
}

}  // namespace

Confirmation check_authorization(std::string_view field, const PresentedKeys& presented) {
  const auto authorization = parse_authorization(field);
  if (!authorization) return Confirmation::ill_formed;
  const std::string_view credentials = authorization->credentials;
  if (could_be_jws(authorization->scheme)) return Confirmation::malformed;
  if (could_be_jws(field) && !is_jwe(credentials)) {
    const Confirmation found = judge_sd_jwt(credentials, presented);
    return authorization->is_dpop ? demand_jkt(found, credentials) : found;
  }
  const Confirmation claimed = judge_second_segment(credentials, presented);
  if (claimed > Confirmation::matches) return claimed;
  return authorization->is_token ? Confirmation::opaque : Confirmation::foreign;
}

}  // namespace tb::bind
