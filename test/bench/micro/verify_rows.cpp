// SPDX-License-Identifier: Apache-2.0
// Verification: the floor that OpenSSL sets, and how much of it is ours.
#include <openssl/rsa.h>

#include <memory>

#include "core/base64url.h"
#include "micro/bench.h"
#include "micro/judge.h"
#include "micro/signer.h"
#include "ossl/digest.h"
#include "verify/recognized.h"

namespace tb::bench {
namespace {

using core::KeyParameters;

// More than any cache of ours holds, and a divisor of what is counted at a time.
constexpr std::size_t kManyKeys = 32;

// floor is EVP_PKEY_verify and nothing else: context, key, digest and DER are there already.
auto floor_of(const Signer& signer) {
  const std::shared_ptr<EVP_PKEY_CTX> context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, signer.key(), nullptr), EVP_PKEY_CTX_free);
  check(EVP_PKEY_verify_init(context.get()) == 1);
  if (signer.key_parameters() == KeyParameters::rsa2048_pss) {
    check(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1);
    check(EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), 32) == 1);
  }
  check(EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1);
  const auto digest =
      ossl::sha256(core::signed_data(core::BindingType::provided, signer.key_parameters(), kEkm));
  check(digest.ok());
  return [context, digest = digest.value(), signature = signer.sign(core::BindingType::provided)] {
    const int verdict = EVP_PKEY_verify(context.get(), signature.data(), signature.size(),
                                        digest.data(), digest.size());
    check(verdict == 1);
    return verdict;
  };
}

// judging takes the headers in turn; each of them holds.
auto judging(std::shared_ptr<Judge> judge, std::vector<std::string> headers) {
  return [judge = std::move(judge), headers = std::move(headers), next = std::size_t{0}]() mutable {
    auto verified = judge->verify(headers[next++ % headers.size()]);
    check(verified.ok());
    return verified;
  };
}

void add_key_rows(Bench& bench, KeyParameters key_parameters) {
  const std::string name(core::to_text(key_parameters));
  const Signer signer(key_parameters);
  std::vector<std::string> of_one_key;
  std::vector<std::string> of_many_keys;
  for (std::size_t i = 0; i < kManyKeys; ++i) {
    of_one_key.push_back(header(signer));
    of_many_keys.push_back(header(Signer(key_parameters)));
  }
  bench.add("floor: " + name, floor_of(signer));
  bench.add("verify: " + name + ", new key",
            judging(std::make_shared<Judge>(key_parameters), of_many_keys));
  bench.add("verify: " + name + ", key seen before",
            judging(std::make_shared<Judge>(key_parameters), of_one_key));
}

void add_referred_row(Bench& bench) {
  const Signer provided(KeyParameters::ecdsap256);
  const Signer referred(KeyParameters::ecdsap256);
  bench.add("verify: ecdsap256, provided and referred",
            judging(std::make_shared<Judge>(KeyParameters::ecdsap256),
                    {header({provided.binding(core::BindingType::provided),
                             referred.binding(core::BindingType::referred)})}));
}

void add_recognized_row(Bench& bench) {
  const auto recognized = std::make_shared<verify::RecognizedMessage>();
  const std::string text = header(Signer(KeyParameters::ecdsap256));
  auto verified = Judge(KeyParameters::ecdsap256).verify(text);
  check(verified.ok());
  constexpr std::uint32_t kEpoch = 1;
  recognized->remember(
      kEpoch, text, std::make_shared<const verify::VerifiedBindings>(std::move(verified).value()));
  bench.add("verify: already verified on this connection", [recognized, text] {
    auto known = recognized->find(kEpoch, text);
    check(known != nullptr);
    return known;
  });
}

}  // namespace

void add_verify_rows(Bench& bench) {
  add_key_rows(bench, KeyParameters::ecdsap256);
  add_key_rows(bench, KeyParameters::rsa2048_pss);
  add_key_rows(bench, KeyParameters::rsa2048_pkcs1_5);
  add_referred_row(bench);
  add_recognized_row(bench);
}

}  // namespace tb::bench
