// SPDX-License-Identifier: Apache-2.0
#include "tls_pair.h"

#include "support/check.h"

namespace tb::testing {
namespace {

constexpr unsigned kWhere =
    SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;

void certify(SSL_CTX* context) {
  const ossl::Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const ossl::Owned<X509> certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  ck_assert(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  ck_assert(SSL_CTX_use_certificate(context, certificate.get()) == 1);
  ck_assert(SSL_CTX_use_PrivateKey(context, key.get()) == 1);
}

// Hello finds its way in a flight that begins with a ServerHello of TLS 1.2 (RFC 5246 7.4.1.3):
// record header 5, handshake header 4, version 2, random 32, session, suite 2, compression 1.
struct Hello {
  std::size_t extensions_at;  // of their two octets of length
  std::size_t end;

  explicit Hello(const Octets& flight) {
    const std::size_t session_at = 5 + 4 + 2 + 32;
    extensions_at = session_at + 1 + flight[session_at] + 3;
    end = extensions_at + 2 + (std::size_t{flight[extensions_at]} << 8) + flight[extensions_at + 1];
  }
};

void add_to_length(Octets& octets, std::size_t at, std::ptrdiff_t change) {
  const auto value = (octets[at] << 8 | octets[at + 1]) + static_cast<int>(change);
  octets[at] = static_cast<std::uint8_t>(value >> 8 & 0xff);
  octets[at + 1] = static_cast<std::uint8_t>(value & 0xff);
}

void change_lengths(Octets& flight, const Hello& hello, std::ptrdiff_t change) {
  add_to_length(flight, 3, change);      // of the record
  add_to_length(flight, 5 + 2, change);  // of the handshake message: the low two of three octets
  add_to_length(flight, hello.extensions_at, change);
}

}  // namespace

Octets add_extension(const Octets& flight, std::size_t type, const Octets& body) {
  const Hello hello(flight);
  const Octets extension = concat({u16(type), u16_prefixed(body)});
  Octets changed = flight;
  changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(hello.end), extension.begin(),
                 extension.end());
  change_lengths(changed, hello, static_cast<std::ptrdiff_t>(extension.size()));
  return changed;
}

Octets drop_extension(const Octets& flight, std::size_t type) {
  const Hello hello(flight);
  Octets changed = flight;
  for (std::size_t at = hello.extensions_at + 2; at < hello.end;) {
    const std::size_t length = 4 + (std::size_t{flight[at + 2]} << 8) + flight[at + 3];
    if ((std::size_t{flight[at]} << 8 | flight[at + 1]) == type) {
      const auto start = changed.begin() + static_cast<std::ptrdiff_t>(at);
      changed.erase(start, start + static_cast<std::ptrdiff_t>(length));
      change_lengths(changed, hello, -static_cast<std::ptrdiff_t>(length));
      return changed;
    }
    at += length;
  }
  ck_abort_msg("no extension %zu in the ServerHello", type);
  return changed;
}

TlsPair::TlsPair(tls::ClientOffer& offer, Liar liar)
    : liar_(std::move(liar)),
      client_context_(SSL_CTX_new(TLS_client_method())),
      server_context_(SSL_CTX_new(TLS_server_method())) {
  certify(server_context_.get());
  for (SSL_CTX* context : {client_context_.get(), server_context_.get()}) {
    SSL_CTX_set_min_proto_version(context, liar_.tls);
    SSL_CTX_set_max_proto_version(context, liar_.tls);
  }
  if (!liar_.extended_master_secret) {
    SSL_CTX_set_options(server_context_.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  }
  static const unsigned char kSessionContext[] = "pair";
  SSL_CTX_set_session_id_context(server_context_.get(), kSessionContext, 4);
  ck_assert(tls::install_client_extension(client_context_.get(), &offer).ok());
  ck_assert(SSL_CTX_add_custom_ext(server_context_.get(), core::kExtensionType, kWhere, add,
                                   nullptr, this, parse, this) == 1);
  SSL_CTX_set_info_callback(client_context_.get(), note_alert);
}

int TlsPair::parse(SSL*, unsigned, unsigned, const unsigned char* in, std::size_t length, X509*,
                   std::size_t, int*, void* self) {
  auto* pair = static_cast<TlsPair*>(self);
  pair->offered_.assign(in, in + length);
  ++pair->offers_seen_;
  return 1;
}

int TlsPair::add(SSL*, unsigned, unsigned, const unsigned char** out, std::size_t* length, X509*,
                 std::size_t, int*, void* self) {
  const auto* pair = static_cast<TlsPair*>(self);
  if (!pair->liar_.answer) return 0;
  *out = pair->liar_.answer->data();
  *length = pair->liar_.answer->size();
  return 1;
}

void TlsPair::note_alert(const SSL* ssl, int where, int value) {
  if ((where & SSL_CB_WRITE_ALERT) == SSL_CB_WRITE_ALERT) {
    static_cast<TlsPair*>(SSL_get_app_data(ssl))->alert_ = value & 0xff;
  }
}

void TlsPair::connect() {
  // A connection that ends without a farewell takes its session with it.
  for (SSL* ssl : {client_.get(), server_.get()}) {
    if (ssl != nullptr) SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  }
  client_.reset(SSL_new(client_context_.get()));
  server_.reset(SSL_new(server_context_.get()));
  SSL_set_app_data(client_.get(), this);
  for (SSL* ssl : {client_.get(), server_.get()}) {
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  }
  SSL_set_connect_state(client_.get());
  SSL_set_accept_state(server_.get());
  if (session_) SSL_set_session(client_.get(), session_.get());
}

void TlsPair::carry(SSL* from, SSL* to, bool rewritten) {
  Octets flight(1 << 16);
  const int count = BIO_read(SSL_get_wbio(from), flight.data(), static_cast<int>(flight.size()));
  if (count <= 0) return;
  flight.resize(static_cast<std::size_t>(count));
  if (rewritten && liar_.rewrite) flight = liar_.rewrite(flight);
  BIO_write(SSL_get_rbio(to), flight.data(), static_cast<int>(flight.size()));
}

bool TlsPair::step(SSL* ssl) {
  const int result = SSL_do_handshake(ssl);
  return result == 1 || SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ;
}

bool TlsPair::handshake() {
  connect();
  offers_seen_ = 0;
  alert_ = -1;
  bool first = true;
  for (int round = 0; round < 10; ++round) {
    if (!step(client_.get())) return false;
    carry(client_.get(), server_.get(), false);
    const bool server_goes_on = step(server_.get());
    carry(server_.get(), client_.get(), first);
    first = false;
    if (!server_goes_on) return false;
    if (SSL_is_init_finished(client_.get()) == 1 && SSL_is_init_finished(server_.get()) == 1) {
      char nothing = 0;
      SSL_read(client_.get(), &nothing, 1);  // takes the tickets of TLS 1.3
      session_.reset(SSL_get1_session(client_.get()));
      return true;
    }
  }
  return false;
}

}  // namespace tb::testing
