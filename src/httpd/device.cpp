// SPDX-License-Identifier: Apache-2.0
#include "httpd/device.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <http_protocol.h>
#include <http_request.h>

#include <cstring>
#include <string>

#include "bind/cookie_header.h"
#include "bind/device_session.h"
#include "httpd/config.h"
#include "httpd/entries.h"
#include "httpd/log.h"
#include "httpd/pool.h"

namespace tb::httpd {
namespace {

using core::Cause;
using core::Error;
using core::Result;

constexpr const char* kStage = "device";
constexpr const char* kResponse = "Secure-Session-Response";
constexpr const char* kId = "Sec-Secure-Session-Id";
constexpr const char* kChallenge = "Secure-Session-Challenge";
constexpr const char* kFields[] = {kResponse, kId, "Secure-Session-Skipped",
                                   "Secure-Session-Registration", kChallenge};
constexpr std::size_t kMaxProofs = 8;
constexpr int kError = HTTP_SERVICE_UNAVAILABLE;  // a browser keeps its session after a 5xx

const char* take_field(request_rec* r, const char* name) {
  const char* value = apr_table_get(r->headers_in, name);
  if (value != nullptr) apr_table_unset(r->headers_in, name);
  return value;
}

// take_proofs removes the cookies whose names begin like a proof's, and opens what is one.
void take_proofs(request_rec* r, const bind::DeviceSite& site, DeviceState& state) {
  const char* field = apr_table_getm(r->pool, r->headers_in, "Cookie");
  if (field == nullptr || std::strstr(field, bind::kProofPrefix.data()) == nullptr) return;
  std::string kept;
  std::size_t opened = 0;
  for (std::string_view rest = field; !rest.empty();) {
    const std::string_view piece = bind::take_piece(rest, ';');
    if (!piece.starts_with(bind::kProofPrefix)) {
      if (!kept.empty()) kept += "; ";
      kept += piece;
      continue;
    }
    const auto pair = bind::read_cookie_pair(piece);
    if (!pair || ++opened > kMaxProofs) continue;
    auto proof = bind::read_proof(site, pair->name, bind::unquoted(pair->value));
    if (proof.ok()) state.proofs.push_back(std::move(proof).value());
  }
  if (kept.empty()) {
    apr_table_unset(r->headers_in, "Cookie");
  } else {
    apr_table_setn(r->headers_in, "Cookie", copy_in(r->pool, kept));
  }
}

bool has(const request_rec* r, const char* name, std::string_view value) {
  const char* field = apr_table_get(r->headers_in, name);
  return field != nullptr && value == field;
}

// Scripts cannot choose these fields: the browser itself sends the request, for its own page.
bool is_browsers_own(const request_rec* r) {
  const char* origin = apr_table_get(r->headers_in, "Origin");
  const char* host = apr_table_get(r->headers_in, "Host");
  if (host == nullptr) host = r->hostname;
  return r->method_number == M_POST && has(r, "Sec-Fetch-Mode", "no-cors") &&
         has(r, "Sec-Fetch-Dest", "empty") && has(r, "Sec-Fetch-Site", "same-origin") &&
         origin != nullptr && host != nullptr &&
         ap_cstr_casecmp(origin, apr_pstrcat(r->pool, "https://", host, nullptr)) == 0;
}

// No body is wanted, and none is read.
bool has_body(const request_rec* r) {
  const char* length = apr_table_get(r->headers_in, "Content-Length");
  return apr_table_get(r->headers_in, "Transfer-Encoding") != nullptr ||
         (length != nullptr && std::strcmp(length, "0") != 0);
}

int send(request_rec* r, int status, const std::string& body) {
  r->status = status;
  if (has_body(r)) r->connection->keepalive = AP_CONN_CLOSE;
  apr_table_setn(r->headers_out, "Cache-Control", "private, no-store");
  if (!body.empty()) {
    ap_set_content_type(r, "application/json");
    ap_rwrite(body.data(), static_cast<int>(body.size()), r);
  }
  return DONE;
}

int send_error(request_rec* r, Error error) {
  counters_of(r).count_refused_device(error.cause);
  log_refusal(r, kStage, error);
  return send(r, kError, {});
}

void set_challenge(request_rec* r, std::string_view challenge, std::string_view id) {
  const std::string field = '"' + std::string(challenge) + "\";id=\"" + std::string(id) + '"';
  apr_table_setn(r->headers_out, kChallenge, copy_in(r->pool, field));
}

const char* device_path_of(const request_rec* r) {
  const char* path = config_of(r->server).device_path;
  return path != nullptr ? path : "/token-binding/device/";
}

constexpr std::string_view kAttributes = "Path=/; Secure; HttpOnly; SameSite=None";

int do_register(request_rec* r, const bind::DeviceRequest& request) {
  const Result<bind::Registered> made = bind::register_device(request);
  if (!made.ok()) return send_error(r, made.error());
  const bind::Registered& session = made.value();
  std::string body = R"({"session_identifier":")" + session.id + R"(","refresh_url":")" +
                     device_path_of(r) + R"(refresh","scope":{"include_site":false},)";
  const char* initiators = config_of(r->server).device_initiators;
  if (initiators != nullptr && *initiators != '\0') {
    body += R"("allowed_refresh_initiators":[)" + std::string(initiators) + "],";
  }
  body += R"("credentials":[{"type":"cookie","name":")" + session.proof_name +
          R"(","attributes":")" + std::string(kAttributes) + R"("}]})";
  set_challenge(r, session.challenge, session.id);
  counters_of(r).count(Event::devices_registered);
  return send(r, HTTP_OK, body);
}

int do_refresh(request_rec* r, const bind::DeviceRequest& request) {
  const Result<bind::Refreshed> judged = bind::refresh_device(request);
  if (!judged.ok()) return send_error(r, judged.error());
  const bind::Refreshed& refreshed = judged.value();
  if (refreshed.over) {
    counters_of(r).count(Event::devices_ended);
    return send(r, HTTP_OK,
                R"({"session_identifier":")" + std::string(request.id) + R"(","continue":false})");
  }
  set_challenge(r, refreshed.challenge, request.id);
  if (!refreshed.proof) {
    counters_of(r).count(Event::devices_challenged);
    return send(r, HTTP_FORBIDDEN, {});
  }
  const std::string cookie = refreshed.proof_name + '=' + *refreshed.proof +
                             "; Max-Age=" + std::to_string(request.site.lifetime) + "; " +
                             std::string(kAttributes);
  apr_table_addn(r->headers_out, "Set-Cookie", copy_in(r->pool, cookie));
  counters_of(r).count(Event::devices_refreshed);
  return send(r, HTTP_OK, {});
}

// Identifiers and challenges of ours are a JWE's characters, and come back in JSON and in a
// field.
bool is_jwe_text(std::string_view text) {
  return text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") ==
         std::string_view::npos;
}

}  // namespace

std::optional<bind::DeviceSite> device_site_of(const request_rec* r) {
  const ServerConfig& config = config_of(r->server);
  if (!config.binds_devices.value || config.cookie_keys == nullptr) return {};
  if (r->hostname == nullptr || std::strcmp(ap_http_scheme(r), "https") != 0) return {};
  return bind::DeviceSite{*config.cookie_keys, r->hostname, apr_time_sec(r->request_time),
                          config.device_lifetime.value_or(300)};
}

DeviceState* take_device_fields(request_rec* r) {
  const auto site = device_site_of(r);
  if (!site) return nullptr;
  auto* state = make_in<DeviceState>(r->pool);
  state->response = take_field(r, kResponse);
  state->id = take_field(r, kId);
  for (const char* name : kFields) take_field(r, name);
  take_proofs(r, *site, *state);
  return state;
}

int answer_device_request(request_rec* r, const DeviceState& state) {
  const auto site = device_site_of(r);
  if (!site || r->parsed_uri.path == nullptr) return DECLINED;
  const std::string_view path(r->parsed_uri.path);
  const std::string_view ours(device_path_of(r));
  if (!path.starts_with(ours)) return DECLINED;
  const std::string_view what = path.substr(ours.size());
  if (what != "register" && what != "refresh") return DECLINED;
  if (!is_browsers_own(r) || has_body(r)) return send_error(r, {Cause::kDeviceRequest});
  const char* cookies = apr_table_getm(r->pool, r->headers_in, "Cookie");
  const auto text = [](const char* value) {
    return bind::bare_value(value != nullptr ? value : "");
  };
  const bind::DeviceRequest request{*site, text(state.response), text(state.id),
                                    cookies != nullptr ? cookies : ""};
  if (!is_jwe_text(request.id)) return send_error(r, {Cause::kDeviceToken});
  return what == "register" ? do_register(r, request) : do_refresh(r, request);
}

const char* registration_field(const request_rec* r, std::string_view login) {
  const auto site = device_site_of(r);
  if (!site) return nullptr;
  const auto challenge = bind::make_registration_challenge(*site, login);
  if (!challenge.ok()) return nullptr;
  return apr_psprintf(r->pool, "(ES256 RS256);path=\"%sregister\";challenge=\"%s\"",
                      device_path_of(r), challenge.value().c_str());
}

}  // namespace tb::httpd
