// SPDX-License-Identifier: Apache-2.0
#include "tls/server_extension.h"

#include <string_view>

namespace tb::tls {
namespace {

using core::Cause;
using core::Error;

// An info callback has no argument of its own, so the slots must be known to the file. Every
// installation in a process writes the same two numbers, before the first connection.
ExDataIndexes g_indexes;

constexpr unsigned kExtendedMasterSecret = 23;  // RFC 7627 5.1
constexpr int kLeaveOut = 0;
constexpr int kSend = 1;

Handshake* handshake_of(const SSL* ssl) {
  return static_cast<Handshake*>(SSL_get_ex_data(ssl, g_indexes.handshake));
}

bool client_offers_extended_master_secret(SSL* ssl) {
  const unsigned char* data = nullptr;
  std::size_t length = 0;
  return SSL_client_hello_get0_ext(ssl, kExtendedMasterSecret, &data, &length) == 1;
}

// RFC 8472 3: on TLS 1.2 and below, only with extended master secret and renegotiation indication.
bool transport_is_fit(SSL* ssl, const Handshake& handshake, Protocols protocols) {
  const int version = SSL_version(ssl);
  if (version >= TLS1_3_VERSION) return protocols.tls1_3;
  if (version < TLS1_2_VERSION || !protocols.tls1_2) return false;
  return handshake.extended_master_secret() &&
         (SSL_get_options(ssl) & SSL_OP_NO_EXTENDED_MASTER_SECRET) == 0 &&
         SSL_get_secure_renegotiation_support(ssl) == 1;
}

int parse_offer(SSL* ssl, unsigned, unsigned, const unsigned char* in, std::size_t length, X509*,
                std::size_t, int* alert, void* argument) {
  Handshake* handshake = handshake_of(ssl);
  const auto* offer = static_cast<const ServerOffer*>(argument);
  if (handshake == nullptr) return 1;
  if (!offer->enabled) {
    // After a HelloRetryRequest there may be a choice that another host made.
    handshake->choose(offer->host, {}, false);
    return 1;
  }
  const auto parameters = core::decode_parameters({in, length});
  if (!parameters.ok()) {
    *alert = SSL_AD_DECODE_ERROR;
    return 0;
  }
  handshake->choose(offer->host, core::answer_to(parameters.value(), offer->supported),
                    client_offers_extended_master_secret(ssl));
  return 1;
}

int add_answer(SSL* ssl, unsigned, unsigned, const unsigned char** out, std::size_t* length, X509*,
               std::size_t, int*, void* argument) {
  Handshake* handshake = handshake_of(ssl);
  const auto* offer = static_cast<const ServerOffer*>(argument);
  if (handshake == nullptr || !handshake->has_choice() ||
      !transport_is_fit(ssl, *handshake, offer->protocols)) {
    return kLeaveOut;
  }
  const core::Bytes answer = handshake->send_answer();
  *out = answer.data();
  *length = answer.size();
  return kSend;
}

// TLS 1.3 may ask for a client's certificate at any time (RFC 8446 4.6.2). OpenSSL does not call
// that a handshake, but it reports each message: this is the one after the CertificateVerify. By
// its name: the number of TLS_ST_SR_CERT_VRFY changed with OpenSSL 3.2, which may be put under a
// module that was built with an older one.
bool proves_certificate(const SSL* ssl, int where) {
  return (where & SSL_CB_LOOP) != 0 && SSL_state_string(ssl) == std::string_view("TRCV");
}

// A client that knows Token Binding for TLS 1.2 alone must not be answered on TLS 1.3. It aborts
// with illegal_parameter (RFC 8446 4.2) or, as OpenSSL's custom extensions do, with
// unsupported_extension.
bool aborts_over_extension(const SSL* ssl, int where, int alert) {
  const int description = alert & 0xff;
  return where == SSL_CB_READ_ALERT && SSL_version(ssl) >= TLS1_3_VERSION &&
         SSL_is_init_finished(ssl) == 0 &&
         (description == SSL_AD_ILLEGAL_PARAMETER || description == SSL_AD_UNSUPPORTED_EXTENSION);
}

using InfoCallback = void (*)(const SSL*, int, int);

void follow_handshake(const SSL* ssl, int where, int result) {
  // SSL_get_SSL_CTX is the selected virtual host's: each has the chained callback in its slot.
  void* chained = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), g_indexes.chained_callback);
  if (chained != nullptr) reinterpret_cast<InfoCallback>(chained)(ssl, where, result);

  const bool presented = proves_certificate(ssl, where);
  const bool aborted = aborts_over_extension(ssl, where, result);
  if ((where & (SSL_CB_HANDSHAKE_START | SSL_CB_HANDSHAKE_DONE)) == 0 && !presented && !aborted) {
    return;
  }
  Handshake* handshake = handshake_of(ssl);
  if (handshake == nullptr) return;
  if (presented) handshake->presented_certificate();
  if (aborted) handshake->aborted();
  if ((where & SSL_CB_HANDSHAKE_START) != 0) handshake->started();
  // The exporter changes nothing in the connection, but its signature lacks the const.
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0) handshake->completed(const_cast<SSL*>(ssl));
}

core::Result<void> chain_info_callback(SSL_CTX* context) {
  const InfoCallback present = SSL_CTX_get_info_callback(context);
  if (present == follow_handshake) return core::success();
  if (SSL_CTX_set_ex_data(context, g_indexes.chained_callback, reinterpret_cast<void*>(present)) !=
      1) {
    return Error{Cause::kLibrary};
  }
  SSL_CTX_set_info_callback(context, follow_handshake);
  return core::success();
}

}  // namespace

core::Result<ExDataIndexes> take_ex_data_indexes() {
  // No new, dup or free functions: OpenSSL would call them after this code has been unloaded.
  const ExDataIndexes taken{SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr),
                            SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr),
                            SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr)};
  if (taken.handshake < 0 || taken.proxy_handshake < 0 || taken.chained_callback < 0) {
    return Error{Cause::kLibrary};
  }
  return taken;
}

core::Result<void> install_server_extension(SSL_CTX* context, const ServerOffer* offer,
                                            const ExDataIndexes& indexes) {
  // Not in a HelloRetryRequest: clients abort on it there (RFC 8446 4.2).
  constexpr unsigned kWhere =
      SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
  g_indexes = indexes;
  auto* argument = const_cast<ServerOffer*>(offer);
  if (SSL_CTX_add_custom_ext(context, core::kExtensionType, kWhere, add_answer, nullptr, argument,
                             parse_offer, argument) != 1) {
    return Error{Cause::kLibrary};
  }
  return chain_info_callback(context);
}

core::Result<void> attach(SSL* ssl, Handshake* handshake, const ExDataIndexes& indexes) {
  if (SSL_set_ex_data(ssl, indexes.handshake, handshake) != 1) return Error{Cause::kLibrary};
  return core::success();
}

}  // namespace tb::tls
