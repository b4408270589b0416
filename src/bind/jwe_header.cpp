// SPDX-License-Identifier: Apache-2.0
#include "bind/jwe_header.h"

#include "bind/json.h"
#include "core/base64url.h"

namespace tb::bind {
namespace {

constexpr const char* kType = "tb-cookie";
constexpr const char* kClientMark = "for";
constexpr std::string_view kBeginning = "eyJ0eXAi";  // base64url of {"typ"
constexpr std::size_t kMaxHeader = 408;
constexpr std::size_t kMaxHeaderText = kMaxHeader / 3 * 4;

}  // namespace

Owned<json_t> make_jwe_header(const JweHeader& content) {
  Owned<json_t> header(cjose_header_new(nullptr));
  if (!header || !cjose_header_set(header.get(), "typ", kType, nullptr) ||
      !cjose_header_set(header.get(), CJOSE_HDR_ALG, CJOSE_HDR_ALG_DIR, nullptr) ||
      !cjose_header_set(header.get(), CJOSE_HDR_ENC, CJOSE_HDR_ENC_A256GCM, nullptr) ||
      !cjose_header_set(header.get(), CJOSE_HDR_KID, content.kid.c_str(), nullptr) ||
      (!content.client_mark.empty() &&
       !cjose_header_set(header.get(), kClientMark, content.client_mark.c_str(), nullptr))) {
    return nullptr;
  }
  return header;
}

std::optional<JweHeader> read_jwe_header(std::string_view value) {
  if (!value.starts_with(kBeginning)) return std::nullopt;
  const std::size_t end = value.substr(0, kMaxHeaderText + 1).find('.');
  if (end == std::string_view::npos) return std::nullopt;
  const auto octets = core::base64url_decode(value.substr(0, end));
  if (!octets.ok()) return std::nullopt;
  const auto header = parse_object(core::as_text(octets.value()), kMaxHeader);
  if (!header.ok() || member_text(header.value().get(), "typ") != kType) return std::nullopt;
  if (member_text(header.value().get(), CJOSE_HDR_ALG) != CJOSE_HDR_ALG_DIR ||
      member_text(header.value().get(), CJOSE_HDR_ENC) != CJOSE_HDR_ENC_A256GCM) {
    return JweHeader{};
  }
  const auto text_of = [&](const char* name) {
    return std::string(member_text(header.value().get(), name).value_or(""));
  };
  return JweHeader{.kid = text_of(CJOSE_HDR_KID), .client_mark = text_of(kClientMark)};
}

}  // namespace tb::bind
