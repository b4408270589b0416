// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/keyring.h"
#include "prove/make_message.h"

namespace tb::client {

// Hop is what was found and done just before one request went out; redirects make several.
struct Hop {
  std::string url;
  std::string host;
  bool tls = false;
  std::string tls_version;  // "TLSv1.3"
  bool resumed = false;
  bool extended_master_secret = false;  // of TLS 1.2; nothing that TLS 1.3 has
  std::optional<core::Negotiated> negotiated;
  std::optional<tls::Ekm> ekm;        // only when negotiated
  std::vector<std::string> messages;  // the values of the Sec-Token-Binding fields sent
  std::string provided_id;            // base64url; empty when the message was not made here
  std::string referred_id;
};

// Binder makes the message for each request of a Session and watches the responses for the wish to
// be told a referred binding. It knows TLS and HTTP's words, but no HTTP library.
class Binder {
 public:
  explicit Binder(Keyring& keyring) : keyring_(&keyring) {}

  // begin starts a request of the user's: nothing is referred to it, and `replay`, unless empty,
  // is sent instead of a message.
  void begin(std::vector<std::string> replay);
  // bind fills in what a request to `hop.host` is to carry on `ssl` (null: no TLS). A message goes
  // with it exactly when the connection negotiated Token Binding (RFC 8473 2).
  core::Result<void> bind(SSL* ssl, Hop& hop);
  // heard is told each line of each response head, in order, up to and with the empty one; trailers
  // may follow it and mean nothing.
  void heard(std::string_view line);

 private:
  core::Result<void> make(Hop& hop);

  Keyring* keyring_;
  std::vector<std::string> replay_;
  std::optional<prove::Signer> sent_;      // who signed the request that is under way
  std::optional<prove::Signer> referral_;  // whom the next hop is told of
  int status_ = 0;
  bool is_draft_ = false;  // the request went over a version below 1.0
};

}  // namespace tb::client
