// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <iterator>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json_text.h"
#include "cli/options.h"
#include "client/dissect.h"
#include "client/text.h"
#include "core/base64url.h"
#include "verify/id_hash.h"
#include "verify/verify_message.h"

namespace tb::cli {
namespace {

struct Decode {
  bool hex = false;
  bool json = false;
  std::optional<std::vector<std::uint8_t>> ekm;
};

// Verdict is what is said of a whole input.
struct Verdict {
  std::optional<core::Error> error;  // of the text, the structure or the signatures
  bool verified = false;
  std::vector<core::TokenBinding> unverified{};  // what was left out: nobody knows how to verify it
};

const char* type_word(core::BindingType type) {
  if (type == core::BindingType::provided) return "provided";
  return type == core::BindingType::referred ? "referred" : "other";
}

bool cannot_be_verified(const core::TokenBinding& binding) {
  return !core::is_known(binding.id.key_parameters);
}

core::Result<std::vector<std::uint8_t>> octets_of(const Decode& decode, std::string_view text) {
  text = client::trimmed(text);
  constexpr std::string_view kName = "sec-token-binding:";
  if (client::lower_case(text.substr(0, kName.size())) == kName) {
    text = client::trimmed(text.substr(kName.size()));
  }
  if (text.empty()) return core::Error{core::Cause::kNoValue};
  if (!decode.hex) return core::base64url_decode(text);
  auto octets = parse_hex(text);
  if (!octets) return core::Error{core::Cause::kBase64Alphabet};
  return std::move(*octets);
}

// The message does not tell what was negotiated; its provided binding does, if it is an honest one.
core::Result<void> verify(const core::TokenBindingMessage& message, core::Bytes ekm) {
  tls::ConnectionBinding connection{{core::kVersion1_0, core::KeyParameters::ecdsap256}, {}, 0};
  for (const core::TokenBinding& binding : message.bindings()) {
    if (binding.type == core::BindingType::provided) {
      connection.negotiated.key_parameters = binding.id.key_parameters;
    }
  }
  std::copy(ekm.begin(), ekm.end(), connection.ekm.fill().begin());
  auto check = verify::SignatureVerifier::make();
  if (!check.ok()) return check.error();
  verify::SignatureVerifier& openssl = *check.value();
  const auto verified = verify::verify_message(message, connection, openssl, openssl.digester());
  if (!verified.ok()) return verified.error();
  return core::success();
}

Verdict judge(const Decode& decode, core::Bytes octets) {
  const auto message = core::decode_message(octets);
  if (!message.ok()) return {message.error()};
  if (!decode.ekm) return {};
  const core::Result<void> verified = verify(message.value(), *decode.ekm);
  if (!verified.ok()) return {verified.error()};
  Verdict verdict{std::nullopt, true};
  std::ranges::copy_if(message.value().bindings(), std::back_inserter(verdict.unverified),
                       cannot_be_verified);
  return verdict;
}

std::string hash_text(core::Bytes id) {
  const auto hash = verify::id_hash(id);
  return hash.ok() ? hash.value() : std::string();
}

std::string valid_text(const Verdict& verdict) {
  if (verdict.unverified.empty()) {
    return "valid: every signature verifies over the given keying material";
  }
  std::string text = "valid, but not verified, for nobody knows its key parameters:";
  for (const core::TokenBinding& binding : verdict.unverified) {
    text += (&binding == &verdict.unverified.front() ? " " : ", ") +
            std::string(type_word(binding.type)) + " binding at " +
            std::to_string(binding.offset) + " (key parameters " +
            std::to_string(static_cast<int>(binding.id.key_parameters)) + ")";
  }
  return text + "; every other signature verifies over the given keying material";
}

// decode takes the provided binding's own key parameters for the negotiated ones.
std::string words_of(core::Cause cause) {
  if (cause == core::Cause::kKeyParametersNotNegotiated) {
    return "a provided binding of unknown key parameters, which nobody can verify";
  }
  return std::string(core::explain(cause).words);
}

std::string verdict_text(const Verdict& verdict) {
  if (!verdict.error) {
    return verdict.verified ? valid_text(verdict)
                            : "well-formed; signatures not checked (no --ekm)";
  }
  const core::CauseText& text = core::explain(verdict.error->cause);
  return "refused: " + words_of(verdict.error->cause) + " (" + std::string(text.token) + ", offset " +
         std::to_string(verdict.error->offset) + ", " + std::string(text.clause) + ")";
}

std::string short_hex(core::Bytes octets) {
  constexpr std::size_t kShown = 16;
  if (octets.size() <= kShown) return to_hex(octets);
  return to_hex(octets.first(kShown)) + "...";
}

void print_text(core::Bytes octets, const Verdict& verdict) {
  std::printf("TokenBindingMessage, %zu octets\n", octets.size());
  for (const client::Field& field : client::dissect(octets)) {
    const std::string name = std::string(2 * field.depth, ' ') + field.name;
    std::printf("%5u-%-5u %-37s %-26s %s\n", field.start, field.end - 1, name.c_str(),
                field.meaning.c_str(),
                short_hex(octets.subspan(field.start, field.end - field.start)).c_str());
  }
  if (const auto message = core::decode_message(octets); message.ok()) {
    for (const core::TokenBinding& binding : message.value().bindings()) {
      std::printf("ID at %u: %s\n  SHA-256: %s\n", binding.offset + 1,
                  core::base64url_encode(binding.id.encoded).c_str(),
                  hash_text(binding.id.encoded).c_str());
    }
  }
  std::printf("%s\n", verdict_text(verdict).c_str());
}

json_t* json_fields(core::Bytes octets) {
  json_t* fields = json_array();
  for (const client::Field& field : client::dissect(octets)) {
    json_t* row = json_object();
    json_object_set_new(row, "start", json_integer(field.start));
    json_object_set_new(row, "end", json_integer(field.end));
    json_object_set_new(row, "name", json_text(field.name));
    json_object_set_new(row, "meaning", json_text(field.meaning));
    const core::Bytes octets_of_field = octets.subspan(field.start, field.end - field.start);
    json_object_set_new(row, "hex", json_text(to_hex(octets_of_field)));
    json_array_append_new(fields, row);
  }
  return fields;
}

json_t* json_bindings(core::Bytes octets, const Verdict& verdict) {
  json_t* bindings = json_array();
  const auto message = core::decode_message(octets);
  if (!message.ok()) return bindings;
  for (const core::TokenBinding& binding : message.value().bindings()) {
    json_t* row = json_object();
    json_object_set_new(row, "type", json_integer(static_cast<int>(binding.type)));
    json_object_set_new(row, "key_parameters", json_text(to_text(binding.id.key_parameters)));
    json_object_set_new(row, "id", json_text(core::base64url_encode(binding.id.encoded)));
    json_object_set_new(row, "hash", json_text(hash_text(binding.id.encoded)));
    if (verdict.verified) {
      json_object_set_new(row, "verified", json_boolean(!cannot_be_verified(binding)));
    }
    json_array_append_new(bindings, row);
  }
  return bindings;
}

void print_verdict(core::Bytes octets, const Verdict& verdict) {
  const Json root(json_object());
  const char* word = verdict.error ? "refused" : verdict.verified ? "valid" : "well-formed";
  json_object_set_new(root.get(), "verdict", json_string(word));
  if (verdict.error) {
    const core::CauseText& text = core::explain(verdict.error->cause);
    json_object_set_new(root.get(), "reason", json_text(text.token));
    json_object_set_new(root.get(), "offset", json_integer(verdict.error->offset));
    json_object_set_new(root.get(), "clause", json_text(text.clause));
  }
  json_object_set_new(root.get(), "bindings", json_bindings(octets, verdict));
  json_object_set_new(root.get(), "fields", json_fields(octets));
  print_json(root);
}

Options describe(Decode& decode) {
  Options options("decode [options] MESSAGE",
                  "Explain the value of a Sec-Token-Binding header octet by octet.");
  options.value(0, "ekm", "HEX", "verify the signatures over these 32 octets",
                [&decode](std::string_view text) {
                  decode.ekm = parse_hex(text);
                  return decode.ekm && decode.ekm->size() == core::kEkmSize;
                });
  options.flag(0, "hex", "MESSAGE is hexadecimal, not base64url", &decode.hex);
  options.flag(0, "json", "print JSON", &decode.json);
  options.remark(
      "MESSAGE may be a whole header line, @FILE, or - for standard input.\n"
      "The exit status is 0 only for a well-formed message; with --ekm, a valid one.");
  return options;
}

}  // namespace

int run_decode(Arguments arguments) {
  Decode decode;
  Options options = describe(decode);
  if (const std::optional<int> status = options.parse(arguments)) return *status;
  if (options.operands().size() != 1) return options.complain("give one message");
  const std::optional<std::string> text = read_argument(options.operands().front());
  if (!text) return kUsage;

  const auto octets = octets_of(decode, *text);
  const core::Bytes bytes = octets.ok() ? core::Bytes(octets.value()) : core::Bytes();
  const Verdict verdict = octets.ok() ? judge(decode, bytes) : Verdict{octets.error()};
  if (decode.json) {
    print_verdict(bytes, verdict);
  } else if (octets.ok()) {
    print_text(bytes, verdict);
  } else {
    std::printf("%s\n", verdict_text(verdict).c_str());
  }
  return verdict.error ? kFailure : kSuccess;
}

}  // namespace tb::cli
