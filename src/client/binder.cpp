// SPDX-License-Identifier: Apache-2.0
#include "client/binder.h"

#include <charconv>

#include "client/text.h"
#include "core/base64url.h"
#include "tls/client_extension.h"

namespace tb::client {
namespace {

constexpr std::string_view kWish = "include-referred-token-binding-id";
// What it was called in the draft of March 2016.
constexpr std::string_view kWishOfDrafts = "include-referer-token-binding-id";

// The status of "HTTP/1.1 302 Found" or "HTTP/2 302", or nothing when it is no status line.
std::optional<int> status_of(std::string_view line) {
  if (!line.starts_with("HTTP/")) return {};
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return {};
  int status = 0;
  std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
  return status;
}

bool asks_for_referred(std::string_view line, bool is_draft) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string name = lower_case(line.substr(0, colon));
  return (name == kWish || (is_draft && name == kWishOfDrafts)) &&
         lower_case(trimmed(line.substr(colon + 1))) == "true";
}

core::Result<std::string> id_text(const prove::Signer& signer) {
  const auto octets = signer.key.id(signer.key_parameters);
  if (!octets.ok()) return octets.error();
  return core::base64url_encode(octets.value());
}

}  // namespace

void Binder::begin(std::vector<std::string> replay) {
  replay_ = std::move(replay);
  sent_.reset();
  referral_.reset();
  status_ = 0;
}

core::Result<void> Binder::make(Hop& hop) {
  core::Result<prove::Key> key = keyring_->key_for(hop.host, hop.negotiated->key_parameters);
  if (!key.ok()) return key.error();
  const prove::Signer provided{std::move(key).value(), hop.negotiated->key_parameters};
  core::Result<std::string> message = prove::make_message(provided, referral_, hop.ekm->view());
  core::Result<std::string> provided_id = id_text(provided);
  if (!message.ok()) return message.error();
  if (!provided_id.ok()) return provided_id.error();
  hop.messages = {std::move(message).value()};
  hop.provided_id = std::move(provided_id).value();
  if (referral_) {
    core::Result<std::string> referred_id = id_text(*referral_);
    if (!referred_id.ok()) return referred_id.error();
    hop.referred_id = std::move(referred_id).value();
  }
  sent_ = provided;
  return core::success();
}

core::Result<void> Binder::bind(SSL* ssl, Hop& hop) {
  sent_.reset();
  is_draft_ = false;
  hop.tls = ssl != nullptr;
  if (ssl == nullptr) return core::success();
  hop.tls_version = SSL_get_version(ssl);
  hop.resumed = SSL_session_reused(ssl) == 1;
  hop.extended_master_secret = SSL_get_extms_support(ssl) == 1;
  hop.negotiated = tls::negotiated(ssl);
  is_draft_ = hop.negotiated && hop.negotiated->version < core::kVersion1_0;
  if (!hop.negotiated) return core::success();
  // Asked anew for each request: a renegotiation changes the keying material.
  const core::Result<tls::Ekm> ekm = tls::export_ekm(ssl);
  if (!ekm.ok()) return ekm.error();
  hop.ekm = ekm.value();
  if (!replay_.empty()) {
    hop.messages = replay_;
    return core::success();
  }
  return make(hop);
}

// RFC 8473 5.3: the referred binding goes to the first hop only, after a redirect that asked for it
// in answer to a request that itself was bound.
void Binder::heard(std::string_view line) {
  if (const std::optional<int> status = status_of(line)) {
    status_ = *status;
    referral_.reset();
    return;
  }
  if (trimmed(line).empty()) status_ = 0;  // the end of the head: what follows are trailers
  if (status_ >= 300 && status_ <= 399 && asks_for_referred(line, is_draft_)) referral_ = sent_;
}

}  // namespace tb::client
