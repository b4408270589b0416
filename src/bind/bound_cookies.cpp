// SPDX-License-Identifier: Apache-2.0
#include "bind/bound_cookies.h"

#include <algorithm>

#include "bind/cookie_header.h"
#include "bind/cookie_pieces.h"
#include "bind/same_text.h"
#include "bind/sealed_cookie.h"
#include "bind/set_cookie.h"

namespace tb::bind {
namespace {

using core::Cause;
using core::Error;
using core::Result;
using Fate = OutgoingCookie::Fate;
using verify::ProofKind;

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
    if (bound.size() > kMaxOpenings) {
      std::stable_partition(bound.begin(), bound.end(), [this](const Piece* piece) {
        return is_own(beginning_of(piece->bound));
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

  // is_own returns whether a value is marked for a key, or a login, that the client has proved.
  [[nodiscard]] bool is_own(std::string_view value) const {
    const auto is_for = [this, value](std::string_view holder) {
      return is_marked_for(value, holder, rules_.keys);
    };
    return (rules_.id_hash && is_for(*rules_.id_hash)) ||
           (rules_.certificate_hash && is_for(*rules_.certificate_hash)) ||
           std::ranges::any_of(rules_.devices, [is_for](const DeviceProof& proof) {
             return is_for(proof.key.hash()) || is_for(proof.login);
           });
  }

  [[nodiscard]] bool has_proof() const {
    return rules_.id_hash || rules_.certificate_hash || rules_.order.has(ProofKind::device);
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

  Result<std::string> open_one(const CookiePair& cookie) {
    if (!is_sealed(beginning_of(cookie))) return Error{Cause::kCookieUnsealed};
    if (!has_proof()) return Error{Cause::kCookieUnbound};
    if (work_.openings == kMaxOpenings) return Error{Cause::kTooManyCookies};
    ++work_.openings;
    const auto first = read_first_piece(unquoted(cookie.value));
    const std::string joined = first ? join(cookie.name, *first) : std::string();
    Result<UnsealedCookie> opened =
        unseal(cookie.name, first ? joined : unquoted(cookie.value), rules_.keys);
    if (!opened.ok()) return opened.error();
    HeldCookie held{std::string(cookie.name), std::move(opened.value().value),
                    std::move(opened.value().holder)};
    const Result<void> allowed = std::holds_alternative<BoundTo>(held.holder)
                                     ? judge_bound(std::get<BoundTo>(held.holder))
                                     : judge_pending(std::get<Pending>(held.holder), held.proof);
    if (!allowed.ok()) {
      put_aside(held);
      return allowed.error();
    }
    seen_.held.push_back(std::move(held));
    return seen_.held.back().value;
  }

  [[nodiscard]] Result<void> judge_bound(const BoundTo& bound) const {
    std::optional<std::string_view> shown;
    switch (bound.kind) {
      case ProofKind::token_binding:
        shown = rules_.id_hash;
        break;
      case ProofKind::certificate:
        shown = rules_.certificate_hash;
        break;
      case ProofKind::device:
        for (const DeviceProof& proof : rules_.devices) {
          if (same_text(proof.key.hash(), bound.hash)) return core::success();
          shown = proof.key.hash();
        }
        break;
      case ProofKind::dpop:
        break;
    }
    if (!shown) return Error{Cause::kCookieUnbound};
    if (!same_text(*shown, bound.hash)) return Error{Cause::kCookieOtherID};
    return core::success();
  }

  Result<void> judge_pending(const Pending& pending, std::optional<std::string>& proof) const {
    for (const DeviceProof& one : rules_.devices) {
      if (one.login != pending.login) continue;
      proof = one.key.hash();
      return core::success();
    }
    const bool late = rules_.now - pending.issued > rules_.grace;
    if (late && rules_.unbound == Unbound::refuse) return Error{Cause::kCookieGrace};
    return core::success();
  }

  void put_aside(const HeldCookie& held) {
    const auto* bound = std::get_if<BoundTo>(&held.holder);
    if (bound != nullptr && bound->kind == ProofKind::device) seen_.aside.push_back(held.name);
  }

  void decide(const Piece& piece) {
    if (piece.kind == Piece::Kind::other) return keep(piece.text);
    if (piece.kind == Piece::Kind::later)
      return seen_.pieces.emplace_back(piece.bound.name), void();
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

// cut replaces the field by those of pieces that a client keeps, unless the attributes alone are
// too long for it.
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

// sealed_field returns the field, or fields, that set a cookie to its seal.
OutgoingCookie sealed_field(std::string_view pattern, const SetCookie& cookie,
                            std::string_view sealed) {
  OutgoingCookie out{
      .fate = Fate::sealed, .pattern = pattern, .field = with_value(cookie, sealed), .cause = {}};
  if (out.field.size() > kMaxCookie) cut(out, cookie, sealed);
  return out;
}

OutgoingCookie withheld(std::string_view pattern, Cause cause) {
  return {.fate = Fate::withheld, .pattern = pattern, .field = {}, .cause = cause};
}

// Sealing is what a cookie's value becomes.
struct Sealing {
  Result<std::string> text;
};

// heir_of returns the cookie of the request by whose key or login a new one is sealed: that of the
// same name, else the first that was opened by a device.
const HeldCookie* heir_of(std::string_view name, const Succession& succession) {
  const HeldCookie* first = nullptr;
  for (const HeldCookie& held : succession.held) {
    const auto* bound = std::get_if<BoundTo>(&held.holder);
    if (bound != nullptr && bound->kind != ProofKind::device) continue;
    if (held.name == name) return &held;
    if (first == nullptr) first = &held;
  }
  return first;
}

Result<std::string> seal_to_device(const SetCookie& cookie, const CookieRules& rules,
                                   Succession& succession) {
  const HeldCookie* held = heir_of(cookie.name, succession);
  if (held != nullptr) {
    const auto* bound = std::get_if<BoundTo>(&held->holder);
    const std::string* key = bound != nullptr ? &bound->hash : nullptr;
    if (held->proof) key = &*held->proof;
    if (key != nullptr) {
      return seal({cookie.name, cookie.value, *key, ProofKind::device}, rules.keys);
    }
    const auto& pending = std::get<Pending>(held->holder);
    return seal_pending(
        {cookie.name, cookie.value, cookie.attributes, pending.login, pending.issued}, rules.keys);
  }
  if (succession.login.empty() && !is_deletion(cookie)) {
    Result<std::string> login = new_login();
    if (!login.ok()) return login.error();
    succession.login = std::move(login).value();
  }
  // A deletion begins no login; what is sealed in it nobody gets.
  return seal_pending({cookie.name, cookie.value, cookie.attributes, succession.login, rules.now},
                      rules.keys);
}

// sealing_for returns nothing when the client can prove no key of a kind in the operator's order.
std::optional<Sealing> sealing_for(const SetCookie& cookie, const CookieRules& rules,
                                   Succession* succession) {
  for (const ProofKind kind : rules.order) {
    if (kind == ProofKind::device) {
      if (succession == nullptr) continue;
      return Sealing{seal_to_device(cookie, rules, *succession)};
    }
    const auto& hash = kind == ProofKind::certificate ? rules.certificate_hash : rules.id_hash;
    if (hash) return Sealing{seal({cookie.name, cookie.value, *hash, kind}, rules.keys)};
  }
  return {};
}

}  // namespace

IncomingCookies open_cookies(std::string_view field, const CookieRules& rules,
                             std::vector<std::string>& opened, CookieWork& work) {
  FieldJudge judge(rules, opened, work);
  judge.take_apart(field);
  judge.open_bound();
  return judge.rebuild();
}

OutgoingCookie seal_cookie(std::string_view field, const CookieRules& rules,
                           Succession* succession) {
  const auto cookie = read_set_cookie(field);
  if (!cookie) return {};
  const std::string_view pattern = rules.names.find(cookie->name);
  if (pattern.empty()) return {};
  if (succession != nullptr) succession->renewed.emplace_back(cookie->name);
  if (unquoted(cookie->value).empty()) return {};
  const std::optional<Sealing> sealing = sealing_for(*cookie, rules, succession);
  // A name that is none could not come back.
  if (!sealing || !is_cookie_name(cookie->name)) {
    return rules.unbound == Unbound::allow ? OutgoingCookie{}
                                           : withheld(pattern, Cause::kCookieUnbound);
  }
  // An unsealed value would be a session that can be stolen.
  if (!sealing->text.ok()) return withheld(pattern, sealing->text.error().cause);
  if (sealing->text.value().size() > rules.max_seal) {
    return withheld(pattern, Cause::kCookieTooLong);
  }
  return sealed_field(pattern, *cookie, sealing->text.value());
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

std::vector<OutgoingCookie> rebound(const CookieRules& rules, const Succession& succession) {
  std::vector<OutgoingCookie> fields;
  for (const HeldCookie& held : succession.held) {
    const bool renewed =
        std::ranges::find(succession.renewed, held.name) != succession.renewed.end();
    if (!held.proof || renewed) continue;
    const auto sealed = seal({held.name, held.value, *held.proof, ProofKind::device}, rules.keys);
    if (!sealed.ok()) continue;  // it stays pending
    const std::string bare = held.name + '=' + std::get<Pending>(held.holder).attributes;
    const auto cookie = read_set_cookie(bare);
    if (!cookie) continue;
    if (sealed.value().size() > rules.max_seal) continue;
    fields.push_back(sealed_field(rules.names.find(held.name), *cookie, sealed.value()));
  }
  return fields;
}

}  // namespace tb::bind
