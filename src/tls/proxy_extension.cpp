// SPDX-License-Identifier: Apache-2.0
#include "tls/proxy_extension.h"

#include "tls/answer.h"

namespace tb::tls {
namespace {

using core::Cause;
using core::Error;

// As in server_extension.cpp: written with the same numbers each time, before the first connection.
ExDataIndexes g_indexes;

constexpr int kLeaveOut = 0;
constexpr int kSend = 1;

ProxyHandshake* handshake_of(const SSL* ssl) {
  return static_cast<ProxyHandshake*>(SSL_get_ex_data(ssl, g_indexes.proxy_handshake));
}

// This callback sees each extension of the ServerHello before any of them is parsed.
void note_server_extension(SSL* ssl, int, int type, const unsigned char*, int, void*) {
  ProxyHandshake* handshake = handshake_of(ssl);
  if (handshake != nullptr && type == kExtendedMasterSecret) {
    handshake->note_extended_master_secret();
  }
}

int add_offer(SSL* ssl, unsigned, unsigned, const unsigned char** out, std::size_t* length, X509*,
              std::size_t, int*, void*) {
  ProxyHandshake* handshake = handshake_of(ssl);
  if (handshake == nullptr || !handshake->offers()) return kLeaveOut;
  SSL_set_tlsext_debug_callback(ssl, note_server_extension);
  const core::Bytes offer = handshake->begin();
  *out = offer.data();
  *length = offer.size();
  return kSend;
}

// OpenSSL itself refuses an answer where no offer was made.
int parse_answer(SSL* ssl, unsigned, unsigned, const unsigned char* in, std::size_t length, X509*,
                 std::size_t, int* alert, void*) {
  ProxyHandshake* handshake = handshake_of(ssl);
  if (handshake == nullptr) {
    *alert = SSL_AD_UNSUPPORTED_EXTENSION;
    return 0;
  }
  const auto judged = handshake->judge(ssl, {in, length});
  if (judged.ok()) return 1;
  *alert = alert_for(judged.error().cause);
  return 0;
}

using InfoCallback = void (*)(const SSL*, int, int);

void follow_handshake(const SSL* ssl, int where, int result) {
  void* chained = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), g_indexes.chained_callback);
  if (chained != nullptr) reinterpret_cast<InfoCallback>(chained)(ssl, where, result);
  if ((where & SSL_CB_HANDSHAKE_DONE) == 0) return;
  ProxyHandshake* handshake = handshake_of(ssl);
  // The exporter changes nothing in the connection, but its signature lacks the const.
  if (handshake != nullptr) handshake->completed(const_cast<SSL*>(ssl));
}

}  // namespace

void ProxyHandshake::offer(std::optional<core::KeyParameters> key_parameters) {
  supported_ = {.lowest = core::kVersion1_0, .highest = core::kVersion1_0, .key_parameters = {}};
  if (key_parameters) supported_.key_parameters.add(*key_parameters);
}

core::Bytes ProxyHandshake::begin() {
  server_has_extended_master_secret_ = false;
  negotiated_.reset();
  binding_.reset();
  ++epoch_;
  offer_ = core::encode_parameters(supported_.highest, supported_.key_parameters.items());
  return offer_;
}

core::Result<void> ProxyHandshake::judge(SSL* ssl, core::Bytes answer) {
  const auto judged = judge_answer(ssl, answer, supported_, server_has_extended_master_secret_);
  if (!judged.ok()) return judged.error();
  negotiated_ = judged.value();
  return core::success();
}

void ProxyHandshake::completed(SSL* ssl) {
  if (binding_ || !negotiated_) return;
  // Without the EKM the connection stays unbound: the safe outcome.
  const core::Result<Ekm> ekm = export_ekm(ssl);
  if (!ekm.ok()) return;
  binding_ = std::make_shared<const ConnectionBinding>(
      ConnectionBinding{*negotiated_, ekm.value(), epoch_});
}

core::Result<void> install_proxy_extension(SSL_CTX* context, const ExDataIndexes& indexes) {
  constexpr unsigned kWhere =
      SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
  g_indexes = indexes;
  const InfoCallback present = SSL_CTX_get_info_callback(context);
  if (present == follow_handshake) return core::success();
  if (SSL_CTX_add_custom_ext(context, core::kExtensionType, kWhere, add_offer, nullptr, nullptr,
                             parse_answer, nullptr) != 1 ||
      SSL_CTX_set_ex_data(context, g_indexes.chained_callback, reinterpret_cast<void*>(present)) !=
          1) {
    return Error{Cause::kLibrary};
  }
  SSL_CTX_set_info_callback(context, follow_handshake);
  return core::success();
}

core::Result<void> attach(SSL* ssl, ProxyHandshake* handshake, const ExDataIndexes& indexes) {
  if (SSL_set_ex_data(ssl, indexes.proxy_handshake, handshake) != 1) return Error{Cause::kLibrary};
  return core::success();
}

}  // namespace tb::tls
