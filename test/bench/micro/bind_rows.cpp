// SPDX-License-Identifier: Apache-2.0
// What is bound to an ID: cookies and bearer tokens.
#include <memory>

#include "bind/token_confirmation.h"
#include "bind/bound_cookies.h"
#include "bind/sealed_cookie.h"
#include "core/base64url.h"
#include "micro/bench.h"
#include "micro/signer.h"

namespace tb::bench {
namespace {

constexpr std::string_view kHash = "0123456789-abcdefghijklmnopqrstuvwxyzABCDEF";
constexpr std::string_view kOtherHash = "abcdefghijklmnopqrstuvwxyzABCDEF0123456789-";
constexpr std::string_view kValue = "5f2b0a9c8d7e6f5a4b3c2d1e0f9a8b7c";

std::shared_ptr<const bind::CookieKeys> new_keys() {
  const auto text = bind::new_cookie_keys({});
  check(text.ok());
  auto keys = bind::CookieKeys::parse(text.value());
  check(keys.ok());
  return std::make_shared<const bind::CookieKeys>(std::move(keys).value());
}

auto opening(const std::shared_ptr<const bind::CookieKeys>& keys, std::string sealed,
             std::string_view hash, bool opens) {
  return [keys, sealed = std::move(sealed), hash, opens] {
    auto opened = bind::open({"sid", sealed, hash}, *keys);
    check(opened.ok() == opens);
    return opened.ok();
  };
}

void add_cookie_rows(Bench& bench) {
  const auto keys = new_keys();
  bench.add("cookie: seal", [keys] {
    auto sealed = bind::seal({"sid", kValue, kHash}, *keys);
    check(sealed.ok());
    return sealed.ok();
  });
  const auto sealed = bind::seal({"sid", kValue, kHash}, *keys);
  check(sealed.ok());
  std::string forged = sealed.value();
  forged.back() = forged.back() == 'A' ? 'Q' : 'A';
  bench.add("cookie: open", opening(keys, sealed.value(), kHash, true));
  bench.add("cookie: refuse another client's", opening(keys, sealed.value(), kOtherHash, false));
  bench.add("cookie: refuse a forged one", opening(keys, forged, kHash, false));
}

void add_other_cookies_row(Bench& bench) {
  const auto keys = new_keys();
  const auto names = std::make_shared<bind::CookieNames>();
  check(names->add("sid"));
  bench.add("cookie: a field without bound cookies", [keys, names] {
    constexpr std::string_view kField = "theme=dark; lang=en; _ga=GA1.1.1234567890.1234567890";
    std::vector<std::string> opened;
    bind::CookieWork work;
    auto cookies = bind::open_cookies(
        kField, {.names = *names, .keys = *keys, .id_hash = kHash}, opened, work);
    check(cookies.field == kField);
    return cookies.opened;
  });
}

std::string token(std::string_view confirmation) {
  const std::string claims =
      R"({"iss":"https://issuer.example","sub":"248289761001","aud":"https://api.example",)"
      R"("exp":1893456000,"iat":1893452400,"scope":"read write")" +
      std::string(confirmation) + "}";
  return core::base64url_encode(core::as_bytes(R"({"alg":"RS256","typ":"JWT","kid":"1"})")) + '.' +
         core::base64url_encode(core::as_bytes(claims)) + '.' +
         core::base64url_encode(Octets(core::kRsaSize, 7));
}

void add_bearer_row(Bench& bench, const char* name, const std::string& text,
                    core::Confirmation expected) {
  bench.add(name, [text = "Bearer " + text, expected] {
    const auto found = bind::check_authorization(text, {.id_hash = kHash, .certificate_hash = {}, .dpop_hash = {}});
    check(found == expected);
    return found;
  });
}

}  // namespace

void add_bind_rows(Bench& bench) {
  using core::Confirmation;
  add_cookie_rows(bench);
  add_other_cookies_row(bench);
  const std::string bound = R"(,"cnf":{"tbh":")" + std::string(kHash) + R"("})";
  const std::string other = R"(,"cnf":{"tbh":")" + std::string(kOtherHash) + R"("})";
  add_bearer_row(bench, "bearer: bound to this client", token(bound), Confirmation::matches);
  add_bearer_row(bench, "bearer: bound to another", token(other), Confirmation::mismatch);
  add_bearer_row(bench, "bearer: without a confirmation", token({}), Confirmation::none);
  add_bearer_row(bench, "bearer: opaque", "5f2b0a9c8d7e6f5a4b3c2d1e0f9a8b7c", Confirmation::opaque);
}

}  // namespace tb::bench
