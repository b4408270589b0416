// SPDX-License-Identifier: Apache-2.0
#include "peers.h"

#include <openssl/pem.h>

#include <array>

#include "support/claims.h"
#include "support/files.h"
#include "tls/exporter.h"

namespace tb::testing {
namespace {

using ossl::Owned;

constexpr int kRounds = 40;  // far more flights than any handshake has

void must(bool done, const char* what) {
  if (!done) ck_abort_msg("test support: %s failed", what);
}

Owned<EVP_PKEY> server_key() {
  const Owned<BIO> file(BIO_new_file(vectors_path("keys/ec.pem").c_str(), "r"));
  must(file != nullptr, "ec.pem");
  return Owned<EVP_PKEY>(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr));
}

Owned<X509> self_signed(EVP_PKEY* key) {
  Owned<X509> certificate(X509_new());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  must(X509_sign(certificate.get(), key, EVP_sha256()) > 0, "X509_sign");
  return certificate;
}

int send_offer(SSL*, unsigned, unsigned, const unsigned char** out, std::size_t* length, X509*,
               std::size_t, int*, void* argument) {
  auto* client = static_cast<Client*>(argument);
  client->answer.reset();
  if (!client->offer) return 0;
  *out = client->offer->data();
  *length = client->offer->size();
  ++client->hellos;
  return 1;
}

int note_answer(SSL*, unsigned, unsigned, const unsigned char* in, std::size_t length, X509*,
                std::size_t, int*, void* argument) {
  static_cast<Client*>(argument)->answer = Octets(in, in + length);
  return 1;
}

Client* client_of(const SSL* ssl) {
  return static_cast<Client*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
}

void note_alert(const SSL* ssl, int where, int value) {
  if (where == SSL_CB_READ_ALERT) client_of(ssl)->alert = value & 0xff;
}

int keep_session(SSL* ssl, SSL_SESSION* session) {
  client_of(ssl)->session.reset(session);
  return 1;
}

bool wants_more(SSL* ssl, int result) {
  const int error = SSL_get_error(ssl, result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

// read_one takes an octet if one has come; false when the connection has failed.
bool read_one(SSL* ssl) {
  char octet = 0;
  const int result = SSL_read(ssl, &octet, 1);
  return result == 1 || wants_more(ssl, result);
}

}  // namespace

tls::ServerOffer offer_of(std::initializer_list<core::KeyParameters> by_preference) {
  tls::ServerOffer offer;
  for (const core::KeyParameters each : by_preference) offer.supported.key_parameters.add(each);
  return offer;
}

tls::ServerOffer offer_of_everything() {
  using enum core::KeyParameters;
  return offer_of({ecdsap256, rsa2048_pss, rsa2048_pkcs1_5});
}

tls::ServerOffer disabled_offer() {
  tls::ServerOffer offer = offer_of_everything();
  offer.enabled = false;
  return offer;
}

const tls::ExDataIndexes& indexes() {
  static const tls::ExDataIndexes taken = value_of(tls::take_ex_data_indexes());
  return taken;
}

Owned<SSL_CTX> bare_server_context() {
  Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  const Owned<EVP_PKEY> key = server_key();
  const Owned<X509> certificate = self_signed(key.get());
  must(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
           SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1,
       "certificate");
  return context;
}

ServerContext::ServerContext(const tls::ServerOffer& offer)
    : offer_(offer), context_(bare_server_context()) {
  EXPECT_OK(tls::install_server_extension(context_.get(), &offer_, indexes()));
}

Client::Client(int tls_version, std::optional<Octets> octets)
    : offer(std::move(octets)), context_(SSL_CTX_new(TLS_client_method())) {
  constexpr unsigned kWhere =
      SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
  SSL_CTX_set_min_proto_version(context_.get(), tls_version);
  SSL_CTX_set_max_proto_version(context_.get(), tls_version);
  SSL_CTX_set_app_data(context_.get(), this);
  SSL_CTX_set_info_callback(context_.get(), note_alert);
  SSL_CTX_set_session_cache_mode(context_.get(),
                                 SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context_.get(), keep_session);
  must(SSL_CTX_add_custom_ext(context_.get(), core::kExtensionType, kWhere, send_offer, nullptr,
                              this, note_answer, this) == 1,
       "extension 24");
}

Connection::Connection(SSL_CTX* server, SSL_CTX* client, tls::HandshakeObserver* observer)
    : handshake_(observer), server_(SSL_new(server)), client_(SSL_new(client)) {
  BIO* near = nullptr;
  BIO* far = nullptr;
  must(BIO_new_bio_pair(&near, 0, &far, 0) == 1, "BIO pair");
  SSL_set_bio(server_.get(), near, near);
  SSL_set_bio(client_.get(), far, far);
  SSL_set_accept_state(server_.get());
  SSL_set_connect_state(client_.get());
  EXPECT_OK(tls::attach(server_.get(), &handshake_, indexes()));
}

Connection::~Connection() {
  for (SSL* ssl : {server_.get(), client_.get()}) {
    SSL_set_quiet_shutdown(ssl, 1);
    SSL_shutdown(ssl);
  }
}

bool Connection::complete() {
  for (int round = 0; round < kRounds; ++round) {
    const int there = SSL_do_handshake(client_.get());
    if (there != 1 && !wants_more(client_.get(), there)) return false;
    const int here = SSL_do_handshake(server_.get());
    if (here != 1 && !wants_more(server_.get(), here)) {
      SSL_do_handshake(client_.get());  // it still has an alert to read
      return false;
    }
    if (here == 1 && there == 1) return true;
  }
  return false;
}

bool Connection::exchange() {
  if (SSL_write(server_.get(), "s", 1) != 1 || !read_one(client_.get())) return false;
  return SSL_write(client_.get(), "c", 1) == 1 && read_one(server_.get());
}

bool Connection::renegotiate() {
  if (SSL_renegotiate(server_.get()) != 1 || SSL_do_handshake(server_.get()) != 1) return false;
  for (int round = 0; round < kRounds && SSL_renegotiate_pending(server_.get()) == 1; ++round) {
    if (!read_one(client_.get()) || !read_one(server_.get())) return false;
  }
  return read_one(client_.get()) && SSL_renegotiate_pending(server_.get()) == 0;
}

Octets Connection::client_ekm() {
  const auto ekm = value_of(tls::export_ekm(client_.get()));
  return {ekm.view().begin(), ekm.view().end()};
}

Octets Connection::server_ekm() {
  ck_assert_msg(binding() != nullptr, "no binding");
  const auto ekm = binding()->ekm.view();
  return {ekm.begin(), ekm.end()};
}

std::string outcome(ServerContext& server, Client& client) {
  Connection connection(server.get(), client.get());
  if (!connection.complete()) return "aborted";
  // The two ends must agree on whether there is a binding at all.
  ck_assert_int_eq(client.answer.has_value(), connection.binding() != nullptr);
  return client.answer ? to_hex(*client.answer) : "none";
}

}  // namespace tb::testing
