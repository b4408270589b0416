// SPDX-License-Identifier: Apache-2.0
#include "tls/client_extension.h"

#include <memory>
#include <vector>

#include "tls/answer.h"

namespace tb::tls {
namespace {

using core::Cause;
using core::Error;

constexpr int kLeaveOut = 0;
constexpr int kSend = 1;
constexpr int kAbort = -1;

// ClientHandshake is what the latest handshake of one SSL has told so far. The SSL owns it.
struct ClientHandshake {
  std::vector<std::uint8_t> offer;
  bool server_has_extended_master_secret = false;
  std::optional<core::Negotiated> negotiated;
};

void free_handshake(void*, void* handshake, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<ClientHandshake*>(handshake);
}

int handshake_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_handshake);
  return index;
}

ClientHandshake* handshake_of(const SSL* ssl) {
  return static_cast<ClientHandshake*>(SSL_get_ex_data(ssl, handshake_index()));
}

// Each ClientHello begins anew: nothing is inherited from a resumed session (RFC 8472 4), and after
// a HelloRetryRequest there are two.
ClientHandshake* begin_handshake(SSL* ssl) {
  if (ClientHandshake* present = handshake_of(ssl); present != nullptr) {
    *present = {};
    return present;
  }
  auto made = std::make_unique<ClientHandshake>();
  if (SSL_set_ex_data(ssl, handshake_index(), made.get()) != 1) return nullptr;
  return made.release();
}

// SSL_get_extms_support does not answer during a handshake. This callback sees each extension of
// the ServerHello that OpenSSL knows before any of them is parsed.
void note_server_extension(SSL* ssl, int, int type, const unsigned char*, int, void*) {
  ClientHandshake* handshake = handshake_of(ssl);
  if (handshake != nullptr && type == kExtendedMasterSecret) {
    handshake->server_has_extended_master_secret = true;
  }
}

int add_offer(SSL* ssl, unsigned, unsigned, const unsigned char** out, std::size_t* length, X509*,
              std::size_t, int* alert, void* argument) {
  auto* offer = static_cast<ClientOffer*>(argument);
  offer->refusal.reset();
  ClientHandshake* handshake = begin_handshake(ssl);
  if (handshake == nullptr) {
    *alert = SSL_AD_INTERNAL_ERROR;
    return kAbort;
  }
  if (!offer->enabled) return kLeaveOut;
  SSL_set_tlsext_debug_callback(ssl, note_server_extension);
  handshake->offer =
      core::encode_parameters(offer->supported.highest, offer->supported.key_parameters.items());
  *out = handshake->offer.data();
  *length = handshake->offer.size();
  return kSend;
}

int parse_answer(SSL* ssl, unsigned, unsigned, const unsigned char* in, std::size_t length, X509*,
                 std::size_t, int* alert, void* argument) {
  auto* offer = static_cast<ClientOffer*>(argument);
  ClientHandshake* handshake = handshake_of(ssl);
  if (handshake == nullptr) {
    *alert = SSL_AD_INTERNAL_ERROR;
    return 0;
  }
  const auto judged = judge_answer(ssl, {in, length}, offer->supported,
                                   handshake->server_has_extended_master_secret);
  if (!judged.ok()) {
    offer->refusal = judged.error();
    *alert = alert_for(judged.error().cause);
    return 0;
  }
  handshake->negotiated = judged.value();
  return 1;
}

}  // namespace

core::Result<void> install_client_extension(SSL_CTX* context, ClientOffer* offer) {
  constexpr unsigned kUntilTls1_2 = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO;
  const unsigned where =
      offer->until_tls1_2 ? kUntilTls1_2 : kUntilTls1_2 | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
  if (handshake_index() < 0 ||
      SSL_CTX_add_custom_ext(context, core::kExtensionType, where, add_offer, nullptr, offer,
                             parse_answer, offer) != 1) {
    return Error{Cause::kLibrary};
  }
  return core::success();
}

std::optional<core::Negotiated> negotiated(const SSL* ssl) {
  const ClientHandshake* handshake = handshake_of(ssl);
  if (handshake == nullptr) return {};
  return handshake->negotiated;
}

}  // namespace tb::tls
