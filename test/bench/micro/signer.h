// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <array>
#include <string>
#include <vector>

#include "core/message.h"
#include "ossl/owned.h"

namespace tb::bench {

using Octets = std::vector<std::uint8_t>;

// kEkm is the keying material of the one connection on which all messages are sent.
inline constexpr std::array<std::uint8_t, core::kEkmSize> kEkm{1, 2, 3};

// Signer is a client's key. What fails in OpenSSL here ends the process.
class Signer {
 public:
  explicit Signer(core::KeyParameters key_parameters);

  [[nodiscard]] const Octets& id() const { return id_; }
  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }
  [[nodiscard]] core::KeyParameters key_parameters() const { return key_parameters_; }

  // sign gives a fresh signature as OpenSSL writes it: DER for ecdsap256.
  [[nodiscard]] Octets sign(core::BindingType type) const;
  // binding is a TokenBinding of RFC 8471 3 as octets.
  [[nodiscard]] Octets binding(core::BindingType type) const;

 private:
  core::KeyParameters key_parameters_;
  ossl::Owned<EVP_PKEY> key_;
  Octets id_;
};

// message puts TokenBindings together, and header writes the message as a header field has it.
Octets message(const std::vector<Octets>& bindings);
std::string header(const std::vector<Octets>& bindings);
// header of a provided binding alone, as nearly every request has it.
std::string header(const Signer& signer);

// check ends the process unless `ok`.
void check(bool ok);

}  // namespace tb::bench
