// SPDX-License-Identifier: Apache-2.0
#include "tls/handshake.h"

#include <algorithm>

namespace tb::tls {

void Handshake::started() {
  choice_.reset();
  extended_master_secret_ = false;
  offered_to_.reset();
  answered_ = false;
  has_certificate_ = false;
  binding_.reset();
  ++epoch_;
}

void Handshake::choose(std::size_t host, std::optional<core::Negotiated> choice,
                       bool extended_master_secret) {
  choice_ = choice;
  extended_master_secret_ = extended_master_secret;
  offered_to_ = host;
  answered_ = false;
}

core::Bytes Handshake::send_answer() {
  const std::array list{choice_->key_parameters};
  const std::vector<std::uint8_t> octets = core::encode_parameters(choice_->version, list);
  std::copy_n(octets.begin(), answer_.size(), answer_.begin());
  answered_ = true;
  return answer_;
}

void Handshake::completed(SSL* ssl) {
  if (SSL_get0_peer_certificate(ssl) != nullptr) presented_certificate();
  if (binding_) return;
  if (answered_) {
    // Without the EKM the connection stays unbound: the safe outcome.
    const core::Result<Ekm> ekm = export_ekm(ssl);
    if (ekm.ok()) {
      binding_ = std::make_shared<const ConnectionBinding>(
          ConnectionBinding{*choice_, ekm.value(), epoch_});
    } else if (observer_ != nullptr) {
      observer_->exporter_failed();
    }
  }
  if (observer_ != nullptr) observer_->completed(offered_to_, binding_.get());
}

void Handshake::aborted() {
  if (answered_ && observer_ != nullptr) observer_->answer_refused(*offered_to_);
  answered_ = false;
}

}  // namespace tb::tls
