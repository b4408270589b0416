// SPDX-License-Identifier: Apache-2.0
#include "bind/bound_cookies.h"

#include <algorithm>

#include "bind/cookie_header.h"
#include "bind/cookie_pieces.h"
#include "bind/sealed_cookie.h"
#include "bind/set_cookie.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;
using core::Result;
using Fate = OutgoingCookie::Fate;

// Piece is one of a Cookie field. `bound` has a value for a cookie-pair of a bound name; a
// `disguised` piece could pass for one, and a `nameless` one for part of the piece before it.
struct Piece {
  enum class Kind : std::uint8_t { other, bound, disguised, nameless, later };
  std::string_view text;
  Kind kind = Kind::other;
  std::string_view pattern{};
  CookiePair bound{};
  std::optional<LaterPiece> later{};
  std::optional<Result<std::string>> value{};
};

// FieldJudge takes one Cookie field apart, opens what is sealed, and puts the field together anew.
class FieldJudge {
 public:
  FieldJudge(const CookieRules& rules, std::vector<std::string>& opened, CookieWork& work)
      : rules_(rules), opened_(opened), work_(work) {}

  void take_apart(std::string_view field) {
    while (!field.empty()) add(take_piece(field, ';'));
  }
  void open_bound() {
    std::vector<Piece*> bound;
    for (Piece& piece : pieces_) {
      if (piece.kind == Piece::Kind::bound) bound.push_back(&piece);
    }
    if (rules_.id_hash && bound.size() > kMaxOpenings) {
      std::ranges::stable_partition(bound, [this](const Piece* piece) {
        return is_marked_for(beginning_of(piece->bound), *rules_.id_hash, rules_.keys);
      });
    }
    for (Piece* piece : bound) piece->value = open_one(piece->bound);
  }
  IncomingCookies rebuild() {
    for (const Piece& piece : pieces_) decide(piece);
    return std::move(seen_);
  }

 private:
  void add(std::string_view text) {
    work_.octets += text.size();
    if (text.empty()) return;
    Piece piece = classify(text);
    if (piece.kind == Piece::Kind::disguised && add_joined(text)) return;
    pieces_.push_back(std::move(piece));
  }

  // httpd joins the fields of a client that sent several with commas, which other clients have in
  // their values.
  bool add_joined(std::string_view text) {
    if (text.find(',') == std::string_view::npos) return false;
    const std::size_t before = pieces_.size();
    work_.octets += text.size();
    while (!text.empty()) {
      const std::string_view part = take_piece(text, ',');
      if (!read_cookie_pair(part)) {
        pieces_.resize(before);
        return false;
      }
      pieces_.push_back(classify(part));
    }
    return true;
  }

  Piece classify(std::string_view text) const {
    using enum Piece::Kind;
    if (std::ranges::find(opened_, text) != opened_.end()) return {.text = text};
    std::string_view pattern;
    if (const auto pair = read_cookie_pair(text)) {
      const auto piece = read_later_piece(*pair);
      pattern = piece ? rules_.names.find(piece->stem) : pattern;
      if (!pattern.empty()) return {text, later, pattern, *pair, piece};
      pattern = rules_.names.find(pair->name);
      if (!pattern.empty()) return {text, bound, pattern, *pair};
      if (is_token(pair->name)) {
        pattern = rules_.names.find_alike(pair->name);
        return {text, pattern.empty() ? other : disguised, pattern};
      }
    }
    work_.octets += text.size();
    pattern = rules_.names.find_within(text);
    if (!pattern.empty()) return {text, disguised, pattern};
    const std::size_t equals = text.find('=');
    const bool has_name = equals != std::string_view::npos && equals > 0;
    return {text, has_name ? other : nameless};
  }

  Result<std::string> open_one(const CookiePair& cookie) {
    if (!is_sealed(beginning_of(cookie))) return Error{Cause::kCookieUnsealed};
    if (!rules_.id_hash) return Error{Cause::kCookieUnbound};
    if (work_.openings == kMaxOpenings) return Error{Cause::kTooManyCookies};
    ++work_.openings;
    const auto first = read_first_piece(unquoted(cookie.value));
    const std::string seal = first ? join(cookie.name, *first) : std::string();
    return open({cookie.name, first ? seal : unquoted(cookie.value), *rules_.id_hash}, rules_.keys);
  }

  static std::string_view beginning_of(const CookiePair& cookie) {
    const std::string_view value = unquoted(cookie.value);
    const auto first = read_first_piece(value);
    return first ? first->beginning : value;
  }

  // join returns the seal of which one piece is given, without those that are missing: it does not
  // open then.
  std::string join(std::string_view name, const FirstPiece& first) const {
    std::string seal(first.beginning);
    for (std::size_t number = 1; number < first.count; ++number) {
      const auto found = std::ranges::find_if(pieces_, [&](const Piece& piece) {
        return piece.later && piece.later->number == number && piece.later->stem == name &&
               piece.later->nonce == first.nonce;
      });
      if (found != pieces_.end()) seal += found->later->text;
    }
    return seal;
  }

  void decide(const Piece& piece) {
    if (piece.kind == Piece::Kind::other) return keep(piece.text);
    if (piece.kind == Piece::Kind::later) return seen_.pieces.emplace_back(piece.bound.name), void();
    const Result<std::string> value = piece.value.value_or(Error{Cause::kCookieUnsealed});
    if (value.ok()) {
      ++seen_.opened;
      opened_.push_back(std::string(piece.bound.name) + '=' + value.value());
      return keep(opened_.back());
    }
    if (value.error().cause != Cause::kCookieUnsealed || rules_.unbound == Unbound::refuse) {
      seen_.refused.push_back({piece.pattern, value.error().cause});
      return;
    }
    if (piece.kind != Piece::Kind::nameless) ++seen_.unsealed;
    keep(piece.text);
  }

  void keep(std::string_view text) {
    if (!seen_.field.empty()) seen_.field += "; ";
    seen_.field += text;
  }

  const CookieRules& rules_;
  std::vector<std::string>& opened_;
  CookieWork& work_;
  std::vector<Piece> pieces_;
  IncomingCookies seen_;
};

// cut replaces the field by those of pieces that a client keeps, unless the attributes alone are too
// long for it.
void cut(OutgoingCookie& out, const SetCookie& cookie, std::string_view sealed) {
  const std::size_t overhead = with_value(cookie, "").size() + kPieceOverhead;
  if (overhead >= kMaxCookie) return;
  const std::vector<std::string> values = cut_seal(sealed, kMaxCookie - overhead);
  for (std::size_t number = 0; number < values.size(); ++number) {
    const std::string piece =
        piece_name(cookie.name, number) + '=' + std::string(cookie.attributes);
    const auto empty = read_set_cookie(piece);
    if (!empty) return;
    std::string field = with_value(*empty, values[number]);
    if (number == 0) {
      out.field = std::move(field);
    } else {
      out.more.push_back(std::move(field));
    }
  }
}

OutgoingCookie withheld(std::string_view pattern, Cause cause) {
  return {.fate = Fate::withheld, .pattern = pattern, .field = {}, .cause = cause};
}

}  // namespace

IncomingCookies open_cookies(std::string_view field, const CookieRules& rules,
                             std::vector<std::string>& opened, CookieWork& work) {
  FieldJudge judge(rules, opened, work);
  judge.take_apart(field);
  judge.open_bound();
  return judge.rebuild();
}

OutgoingCookie seal_cookie(std::string_view field, const CookieRules& rules) {
  const auto cookie = read_set_cookie(field);
  if (!cookie || unquoted(cookie->value).empty()) return {};
  const std::string_view pattern = rules.names.find(cookie->name);
  if (pattern.empty()) return {};
  // A name that is none could not come back.
  if (!rules.id_hash || !is_cookie_name(cookie->name)) {
    return rules.unbound == Unbound::allow ? OutgoingCookie{}
                                           : withheld(pattern, Cause::kCookieUnbound);
  }
  const Result<std::string> sealed =
      seal({cookie->name, cookie->value, *rules.id_hash}, rules.keys);
  // An unsealed value would be a session that can be stolen.
  if (!sealed.ok()) return withheld(pattern, sealed.error().cause);
  if (sealed.value().size() > rules.max_seal) return withheld(pattern, Cause::kCookieTooLong);
  OutgoingCookie out{.fate = Fate::sealed,
                     .pattern = pattern,
                     .field = with_value(*cookie, sealed.value()),
                     .cause = {}};
  if (out.field.size() > kMaxCookie) cut(out, *cookie, sealed.value());
  return out;
}

std::vector<std::string> stale_pieces(std::string_view field, std::size_t count,
                                      const std::vector<std::string>& sent) {
  std::vector<std::string> fields;
  const auto cookie = read_set_cookie(field);
  for (std::size_t number = count; cookie && number < kMaxPieces; ++number) {
    const std::string name = piece_name(cookie->name, number);
    if (std::ranges::find(sent, name) == sent.end()) continue;
    fields.push_back(name + '=' + std::string(cookie->attributes) + "; Max-Age=0");
  }
  return fields;
}

}  // namespace tb::bind
