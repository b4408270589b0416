// SPDX-License-Identifier: Apache-2.0
#include "client/session.h"

#include <array>

#include "client/curl_options.h"
#include "client/place.h"

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

// curl sends a field with an empty value only when it is written with a semicolon.
std::string message_line(const std::string& message) {
  return message.empty() ? "Sec-Token-Binding;" : "Sec-Token-Binding: " + message;
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
  offer_.until_tls1_2 = settings_.offer_until_tls1_2;
  offer_.enabled = settings_.token_binding && !offer_.supported.key_parameters.items().empty();
  if (curl_ && settings_.cookie_lines) load_cookies(*settings_.cookie_lines);
}

// Not by CURLOPT_COOKIEFILE: libcurl would read the file again for each request and so bring back
// what a server has deleted, and curl_easy_reset of 7.88 forgets to free the names of the files.
void Session::load_cookies(const std::vector<std::string>& lines) {
  curl_easy_setopt(curl_.get(), CURLOPT_COOKIELIST, "");  // remember cookies from now on
  for (const std::string& line : lines) {
    curl_easy_setopt(curl_.get(), CURLOPT_COOKIELIST, line.c_str());
  }
}

// libcurl says only in its trace that it could not write the jar.
std::string Session::save_cookies() {
  std::string complaint;
  CurlOptions options(curl_.get());
  options.set(CURLOPT_VERBOSE, 1L);
  options.set(CURLOPT_DEBUGDATA, &complaint);
  options.set(
      CURLOPT_DEBUGFUNCTION,
      +[](CURL*, curl_infotype, char* data, std::size_t length, void* words) {
        static_cast<std::string*>(words)->append(data, length);
        return 0;
      });
  options.set(CURLOPT_COOKIELIST, "FLUSH");
  return complaint;
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
  const Place place = place_of(hop.url);
  hop.host = place.host;
  // Without https the only TLS there can be is a proxy's, which is not the one to tell.
  SSL* ssl = place.scheme == "https" ? ssl_of(session.curl_.get()) : nullptr;
  const core::Result<void> bound = session.binder_.bind(ssl, hop);
  if (!bound.ok()) transfer.outcome.key_failure = bound.error();
  transfer.outcome.not_bound = session.settings_.require_binding && !hop.negotiated;
  for (std::size_t i = 0; i < transfer.message_fields; ++i) {
    const bool sent = i < hop.messages.size();
    transfer.headers.set(i, sent ? message_line(hop.messages[i]) : kNoMessage);
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

void Session::listen(CurlOptions& options, Transfer& transfer) {
  options.set(CURLOPT_HTTPHEADER, transfer.headers.get());
  options.set(CURLOPT_SSL_CTX_FUNCTION, on_ssl_context);
  options.set(CURLOPT_SSL_CTX_DATA, this);
  options.set(CURLOPT_PREREQFUNCTION, on_connected);
  options.set(CURLOPT_PREREQDATA, &transfer);
  options.set(CURLOPT_HEADERFUNCTION, on_header);
  options.set(CURLOPT_HEADERDATA, &transfer);
  // What a proxy answers to CONNECT is no response of the server's.
  options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  options.set(CURLOPT_WRITEFUNCTION, on_body);
  options.set(CURLOPT_WRITEDATA, &transfer);
  options.set(CURLOPT_DEBUGFUNCTION, on_trace);
  options.set(CURLOPT_DEBUGDATA, &transfer);
}

void Session::note_facts(Outcome& outcome) const {
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &outcome.status);
  curl_easy_getinfo(curl_.get(), CURLINFO_NUM_CONNECTS, &outcome.new_connections);
  curl_easy_getinfo(curl_.get(), CURLINFO_TOTAL_TIME, &outcome.seconds);
  char* address = nullptr;
  curl_easy_getinfo(curl_.get(), CURLINFO_PRIMARY_IP, &address);
  if (address != nullptr) outcome.address = address;
}

Outcome Session::perform(const Request& request, Listener& listener) {
  Outcome outcome;
  outcome.code = CURLE_FAILED_INIT;
  outcome.words = curl_easy_strerror(outcome.code);
  if (!curl_) return outcome;
  std::vector<std::string> lines = header_lines(request);
  const std::size_t message_fields = lines.size() - request.headers.size();
  Transfer transfer{*this, listener, outcome, HeaderList(std::move(lines)), message_fields};
  binder_.begin(request.replay);
  offer_.refusal.reset();

  curl_easy_reset(curl_.get());  // keeps connections, TLS sessions and cookies
  std::array<char, CURL_ERROR_SIZE> words{};
  CurlOptions options(curl_.get());
  options.apply(settings_);
  options.apply(request);
  options.set(CURLOPT_ERRORBUFFER, words.data());
  listen(options, transfer);
  outcome.code = options.code() != CURLE_OK ? options.code() : curl_easy_perform(curl_.get());
  outcome.words = words[0] != '\0' ? words.data() : curl_easy_strerror(outcome.code);
  outcome.refusal = offer_.refusal;
  note_facts(outcome);
  if (!settings_.cookie_jar.empty()) outcome.jar_complaint = save_cookies();
  curl_easy_reset(curl_.get());  // nothing of `transfer` may stay behind
  return outcome;
}

}  // namespace tb::client
