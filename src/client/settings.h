// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <optional>
#include <string>
#include <vector>

#include "core/parameters.h"

namespace tb::client {

// Settings say how a Session reaches servers and what it offers them; they hold for all of its
// requests. The names are those of curl's options, and empty or zero means curl's default.
struct Settings {
  std::string cacert;
  std::string capath;
  bool insecure = false;
  std::string cert;
  std::string cert_key;
  std::vector<std::string> resolve;
  std::vector<std::string> connect_to;
  std::string proxy;
  std::string noproxy;
  long connect_timeout_ms = 0;
  long max_time_ms = 0;
  long http_version = CURL_HTTP_VERSION_NONE;
  long tls_min = CURL_SSLVERSION_TLSv1_2;
  long tls_max = CURL_SSLVERSION_MAX_DEFAULT;
  std::string ciphers;
  std::string curves;
  std::string user_agent = "tokbind/" TB_VERSION;
  // Lines of a cookie file to begin with; the session remembers cookies when they are there, even
  // if there is none among them, or when there is a jar.
  std::optional<std::vector<std::string>> cookie_lines;
  std::string cookie_jar;  // a file to write cookies to

  bool token_binding = true;  // offer it
  core::Supported offer;
  bool offer_until_tls1_2 = false;     // like clients that know Token Binding for TLS 1.2 alone
  bool require_binding = false;        // send no request on a connection without it
  bool extended_master_secret = true;  // false only to see whether a server heeds RFC 8472 3
};

// Request is one exchange, with the redirects it may lead to.
struct Request {
  std::string url;
  std::string method;  // empty: GET, or POST when there is a body
  std::vector<std::string> headers;
  std::optional<std::string> body;
  bool head = false;
  bool follow = false;
  long max_redirects = 50;
  bool fail = false;
  std::string cookies;              // to send: "name=value; ..."
  std::vector<std::string> replay;  // Sec-Token-Binding values to send instead of a made one
  bool fresh_connection = false;
  bool verbose = false;
};

}  // namespace tb::client
