// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string_view>

#include "suites.h"
#include "support/verified.h"
#include "verify/certificate.h"
#include "verify/proofs.h"
#include "verify/proved_key_maker.h"

namespace {

using namespace tb::core;
using namespace tb::testing;
using namespace tb::verify;

// Made by `openssl req -x509`; its digest by `openssl x509 -outform DER | openssl sha256`.
constexpr std::string_view kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBejCCAR+gAwIBAgIUex6tJZAH5M8bUkaappqGHw3JGA0wCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGY2xpZW50MCAXDTI2MTEzMDA4MTQ0OVoYDzIxMjYxMTA2MDgx
NDQ5WjARMQ8wDQYDVQQDDAZjbGllbnQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAQoiGhH52cQKaQ1CVbMwAUoIFs9OvlSxgbWtrRrL6yyHZ88aLTwBa+b9L7yGrtc
WUa6aPaE/AmcNaK2FVT6FOaSo1MwUTAdBgNVHQ4EFgQUjqQAKuWliTgLiUms1qd6
XMWVEhEwHwYDVR0jBBgwFoAUjqQAKuWliTgLiUms1qd6XMWVEhEwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAkQn3nU2KiJugcHD4VMnSNNtxJeyR
7a458HOMrGlFc0QCIQCkpNFS6z47yw4CSYJSIHatSkXu6DqWdbog3fX+lc6kgA==
-----END CERTIFICATE-----
)";
constexpr std::string_view kDigest = "M_ujwkcbvW99bDbM14XTB5d_jT3rh5r3piBDNMs9xNw";

START_TEST(a_certificate_is_named_by_the_digest_of_its_der) {
  const ProvedKey key = value_of(proved_certificate(kCertificate));
  ck_assert(key.hash() == kDigest);
}
END_TEST

START_TEST(a_text_that_is_no_certificate_proves_nothing) {
  for (const std::string_view text : {std::string_view(), std::string_view("x"),
                                      kCertificate.substr(0, kCertificate.size() / 2)}) {
    const auto key = proved_certificate(text);
    ck_assert(!key.ok() && key.error().cause == Cause::kPublicKey);
  }
}
END_TEST

START_TEST(a_request_without_any_proof_has_no_hash_of_any_kind) {
  const Proofs proofs;
  for (const ProofKindText& kind : kProofKinds) ck_assert(!proofs.hash(kind.kind));
}
END_TEST

START_TEST(each_kind_of_proof_has_its_own_hash) {
  Proofs proofs;
  proofs.bindings = verified_with("ec");
  proofs.certificate = ProvedKeyMaker::make("certificate");
  proofs.device = ProvedKeyMaker::make("device");
  proofs.dpop = ProvedKeyMaker::make("dpop");
  ck_assert(proofs.hash(ProofKind::token_binding) == proofs.bindings->provided().hash);
  ck_assert(proofs.hash(ProofKind::certificate) == "certificate");
  ck_assert(proofs.hash(ProofKind::device) == "device");
  ck_assert(proofs.hash(ProofKind::dpop) == "dpop");
}
END_TEST

START_TEST(the_table_of_kinds_is_in_the_order_of_the_enumeration) {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < std::size(kProofKinds); ++i) {
    ck_assert_uint_eq(static_cast<std::size_t>(kProofKinds[i].kind), i);
    words.insert(kProofKinds[i].word);
  }
  ck_assert_uint_eq(words.size(), std::size(kProofKinds));
}
END_TEST

}  // namespace

Suite* tb::testing::proofs_suite() {
  return suite_of("proofs", {a_certificate_is_named_by_the_digest_of_its_der,
                             a_text_that_is_no_certificate_proves_nothing,
                             a_request_without_any_proof_has_no_hash_of_any_kind,
                             each_kind_of_proof_has_its_own_hash,
                             the_table_of_kinds_is_in_the_order_of_the_enumeration});
}
