// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "client/binder.h"
#include "client/header_list.h"
#include "client/settings.h"
#include "tls/client_extension.h"

namespace tb::client {

class CurlOptions;

// Listener hears of a request as it goes on.
class Listener {
 public:
  virtual ~Listener() = default;
  // bound is called before each request goes out, header with each line of each response head, body
  // with pieces of the final response's content. A false from the last two ends the transfer.
  virtual void bound(const Hop&) {}
  virtual bool header(std::string_view) { return true; }
  virtual bool body(std::string_view) { return true; }
  // trace hears curl's own report when the request is verbose: '*' for remarks, '>' and '<' for
  // heads sent and received.
  virtual void trace(char, std::string_view) {}
};

// Outcome of one request. `code` is curl's; the rest says more where curl cannot know.
struct Outcome {
  CURLcode code = CURLE_OK;
  std::string words;  // curl's, for `code`
  long status = 0;
  std::string address;  // of the server, or of the proxy
  std::vector<Hop> hops;
  long new_connections = 0;
  double seconds = 0;
  std::optional<core::Error> refusal;      // why a server's answer made us abort (RFC 8472 4)
  std::optional<core::Error> key_failure;  // why no message could be made for the last hop
  bool not_bound = false;                  // binding was required and not negotiated
  std::string jar_complaint;               // why cookies could not be written; empty when they were
};

// Session makes HTTP requests over connections that it reuses, and binds them. For one thread.
class Session {
 public:
  // The keyring must outlive the session.
  Session(Settings settings, Keyring& keyring);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Outcome perform(const Request& request, Listener& listener);

 private:
  struct CurlDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct Transfer;

  static CURLcode on_ssl_context(CURL*, void* context, void* self);
  static int on_connected(void* transfer, char*, char*, int, int);
  static std::size_t on_header(char* data, std::size_t, std::size_t length, void* transfer);
  static std::size_t on_body(char* data, std::size_t, std::size_t length, void* transfer);
  static int on_trace(CURL*, curl_infotype type, char* data, std::size_t length, void* transfer);

  void load_cookies(const std::vector<std::string>& lines);
  std::string save_cookies();
  void listen(CurlOptions& options, Transfer& transfer);
  void note_facts(Outcome& outcome) const;

  Settings settings_;
  Binder binder_;
  tls::ClientOffer offer_;
  std::unique_ptr<CURL, CurlDeleter> curl_;
};

}  // namespace tb::client
