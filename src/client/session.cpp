// SPDX-License-Identifier: Apache-2.0
#include "client/session.h"

#include <array>

#include "client/curl_options.h"

namespace tb::client {
namespace {

// curl leaves out a header field without a value.
constexpr const char* kNoMessage = "Sec-Token-Binding:";

// SSL_of returns the SSL of the connection that a transfer runs on, or null.
SSL* ssl_of(CURL* curl) {
  const curl_tlssessioninfo* info = nullptr;
  if (curl_easy_getinfo(curl, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == nullptr ||
      info->backend != CURLSSLBACKEND_OPENSSL) {
    return nullptr;
  }
  return static_cast<SSL*>(info->internals);
}

std::string host_of(const char* url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  unsigned flags = 0;
#ifdef CURLU_PUNYCODE
  flags = CURLU_PUNYCODE;
#endif
  char* host = nullptr;
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url, CURLU_GUESS_SCHEME) != CURLUE_OK ||
      curl_url_get(parsed.get(), CURLUPART_HOST, &host, flags) != CURLUE_OK) {
    return {};
  }
  std::string name(host);
  curl_free(host);
  return name;
}

std::vector<std::string> header_lines(const Request& request) {
  // The fields of Token Binding come first, so that their places are known.
  std::vector<std::string> lines(std::max<std::size_t>(1, request.replay.size()), kNoMessage);
  lines.insert(lines.end(), request.headers.begin(), request.headers.end());
  return lines;
}

}  // namespace

// Transfer is what the callbacks of one perform() share.
struct Session::Transfer {
  Session& session;
  Listener& listener;
  Outcome& outcome;
  HeaderList headers;
  std::size_t message_fields;
};

Session::Session(Settings settings, Keyring& keyring)
    : settings_(std::move(settings)), binder_(keyring), curl_(curl_easy_init()) {
  offer_.supported = settings_.offer;
  offer_.supported.key_parameters = keyring.usable(settings_.offer.key_parameters);
  offer_.enabled = settings_.token_binding && !offer_.supported.key_parameters.items().empty();
}

CURLcode Session::on_ssl_context(CURL*, void* context, void* self) {
  auto* session = static_cast<Session*>(self);
  auto* ssl_context = static_cast<SSL_CTX*>(context);
  if (!session->settings_.extended_master_secret) {
    SSL_CTX_set_options(ssl_context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  }
  const bool installed = tls::install_client_extension(ssl_context, &session->offer_).ok();
  return installed ? CURLE_OK : CURLE_SSL_CONNECT_ERROR;
}

// Runs when the connection is up and before the request is built, also on a reused connection and
// for each redirect.
int Session::on_connected(void* argument, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(argument);
  Session& session = transfer.session;
  Hop hop;
  char* url = nullptr;
  curl_easy_getinfo(session.curl_.get(), CURLINFO_EFFECTIVE_URL, &url);
  hop.url = url != nullptr ? url : "";
  hop.host = host_of(hop.url.c_str());
  const core::Result<void> bound = session.binder_.bind(ssl_of(session.curl_.get()), hop);
  if (!bound.ok()) transfer.outcome.key_failure = bound.error();
  transfer.outcome.not_bound = session.settings_.require_binding && !hop.negotiated;
  for (std::size_t i = 0; i < transfer.message_fields; ++i) {
    const bool sent = i < hop.messages.size();
    transfer.headers.set(i, sent ? "Sec-Token-Binding: " + hop.messages[i] : kNoMessage);
  }
  transfer.listener.bound(hop);
  transfer.outcome.hops.push_back(std::move(hop));
  return bound.ok() && !transfer.outcome.not_bound ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t Session::on_header(char* data, std::size_t, std::size_t length, void* argument) {
  auto& transfer = *static_cast<Transfer*>(argument);
  const std::string_view line(data, length);
  transfer.session.binder_.heard(line);
  return transfer.listener.header(line) ? length : 0;
}

std::size_t Session::on_body(char* data, std::size_t, std::size_t length, void* argument) {
  auto& transfer = *static_cast<Transfer*>(argument);
  if (length == 0 || transfer.listener.body({data, length})) return length;
  return 0;
}

int Session::on_trace(CURL*, curl_infotype type, char* data, std::size_t length, void* argument) {
  auto& transfer = *static_cast<Transfer*>(argument);
  const std::string_view text(data, length);
  if (type == CURLINFO_TEXT) transfer.listener.trace('*', text);
  if (type == CURLINFO_HEADER_OUT) transfer.listener.trace('>', text);
  if (type == CURLINFO_HEADER_IN) transfer.listener.trace('<', text);
  return 0;
}

Outcome Session::perform(const Request& request, Listener& listener) {
  Outcome outcome;
  outcome.code = CURLE_FAILED_INIT;
  if (!curl_) return outcome;
  CURL* curl = curl_.get();
  std::vector<std::string> lines = header_lines(request);
  const std::size_t message_fields = lines.size() - request.headers.size();
  Transfer transfer{*this, listener, outcome, HeaderList(std::move(lines)), message_fields};
  binder_.begin(request.replay);
  offer_.refusal.reset();

  curl_easy_reset(curl);  // keeps connections, TLS sessions and cookies
  std::array<char, CURL_ERROR_SIZE> words{};
  CurlOptions options(curl);
  options.apply(settings_);
  options.apply(request);
  options.set(CURLOPT_HTTPHEADER, transfer.headers.get());
  options.set(CURLOPT_ERRORBUFFER, words.data());
  options.set(CURLOPT_SSL_CTX_FUNCTION, on_ssl_context);
  options.set(CURLOPT_SSL_CTX_DATA, this);
  options.set(CURLOPT_PREREQFUNCTION, on_connected);
  options.set(CURLOPT_PREREQDATA, &transfer);
  options.set(CURLOPT_HEADERFUNCTION, on_header);
  options.set(CURLOPT_HEADERDATA, &transfer);
  options.set(CURLOPT_WRITEFUNCTION, on_body);
  options.set(CURLOPT_WRITEDATA, &transfer);
  options.set(CURLOPT_DEBUGFUNCTION, on_trace);
  options.set(CURLOPT_DEBUGDATA, &transfer);
  outcome.code = options.code() != CURLE_OK ? options.code() : curl_easy_perform(curl);

  // The reset below forgets the jar's name.
  if (!request.cookie_jar.empty()) options.set(CURLOPT_COOKIELIST, "FLUSH");

  outcome.words = words[0] != '\0' ? words.data() : curl_easy_strerror(outcome.code);
  outcome.refusal = offer_.refusal;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &outcome.status);
  curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &outcome.new_connections);
  curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &outcome.seconds);
  char* address = nullptr;
  curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &address);
  if (address != nullptr) outcome.address = address;
  curl_easy_reset(curl);  // nothing of `transfer` may stay behind
  return outcome;
}

}  // namespace tb::client
