// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/key_choice.h"
#include "cli/options.h"
#include "client/text.h"
#include "core/base64url.h"
#include "core/message.h"
#include "verify/id_hash.h"

namespace tb::cli {
namespace {

struct Id {
  KeyChoice choice;
  std::optional<core::KeyParameters> key_parameters;
  bool hash_only = false;
};

int print_id(const Id& id, std::string_view label, core::Bytes octets) {
  const core::Result<std::string> hash = verify::id_hash(octets);
  if (!hash.ok()) return kFailure;
  if (id.hash_only) {
    std::printf("%s\n", hash.value().c_str());
  } else {
    std::printf("%.*s\n  ID       %s\n  SHA-256  %s\n", static_cast<int>(label.size()),
                label.data(), core::base64url_encode(octets).c_str(), hash.value().c_str());
  }
  return kSuccess;
}

// An RSA key has one ID as rsa2048_pss and another as rsa2048_pkcs1.5.
int print_key(const Id& id) {
  const std::optional<prove::Key> key = load_chosen_key(id.choice);
  if (!key) return kExitKey;
  int printed = 0;
  for (std::uint8_t i = core::kKnownKeyParameters; i > 0; --i) {
    const auto item = static_cast<core::KeyParameters>(i - 1);
    if (!key->fits(item) || (id.key_parameters && *id.key_parameters != item)) continue;
    const auto octets = key->id(item);
    if (octets.ok() && print_id(id, core::to_text(item), octets.value()) == kSuccess) ++printed;
  }
  if (printed > 0) return kSuccess;
  std::fprintf(stderr, "tokbind id: %s: neither a P-256 nor a 2048-bit RSA key%s\n",
               without_pin(id.choice.key).c_str(),
               id.key_parameters ? " that fits --key-parameters" : "");
  return kExitKey;
}

std::string type_label(const core::TokenBinding& binding) {
  switch (binding.type) {
    case core::BindingType::provided:
      return "provided, " + std::string(core::to_text(binding.id.key_parameters));
    case core::BindingType::referred:
      return "referred, " + std::string(core::to_text(binding.id.key_parameters));
  }
  return "type " + std::to_string(static_cast<int>(binding.type)) + ", " +
         std::string(core::to_text(binding.id.key_parameters));
}

// Takes a message or a bare ID: no octets are both, since an ID's second octet is a length's high
// one and a message's first two are its whole length.
int print_message(const Id& id, std::string_view text) {
  const auto octets = core::base64url_decode(client::trimmed(text));
  core::Error error{};
  if (octets.ok()) {
    if (const auto bare = core::decode_token_binding_id(octets.value()); bare.ok()) {
      return print_id(id, core::to_text(bare.value().key_parameters), octets.value());
    }
    const auto message = core::decode_message(octets.value());
    if (message.ok()) {
      for (const core::TokenBinding& binding : message.value().bindings()) {
        if (print_id(id, type_label(binding), binding.id.encoded) != kSuccess) return kFailure;
      }
      return kSuccess;
    }
    error = message.error();
  } else {
    error = octets.error();
  }
  std::fprintf(stderr, "tokbind id: neither a message nor an ID: %s (offset %u)\n",
               std::string(core::explain(error.cause).words).c_str(), error.offset);
  return kFailure;
}

}  // namespace

int run_id(Arguments arguments) {
  Id id;
  Options options("id [options] [MESSAGE|ID]",
                  "Print Token Binding IDs and their SHA-256, the tbh of a bound token.");
  options.text(0, "key", "FILE|URI", "of this private key", &id.choice.key);
  options.text(0, "provider", "NAME", "OpenSSL provider that the key's URI needs",
               &id.choice.provider);
  options.value(0, "key-parameters", "NAME", "only as ecdsap256, rsa2048_pss or rsa2048_pkcs1.5",
                [&id](std::string_view text) {
                  id.key_parameters = core::parse_key_parameters(text);
                  return id.key_parameters.has_value();
                });
  options.flag(0, "hash", "print the SHA-256 alone", &id.hash_only);
  options.remark("MESSAGE and ID are base64url, @FILE, or - for standard input.");
  if (const std::optional<int> status = options.parse(arguments)) return *status;
  const std::size_t wanted = id.choice.key.empty() ? 1 : 0;
  if (options.operands().size() != wanted)
    return options.complain("give --key, a message or an ID");
  if (wanted == 0) return print_key(id);
  const std::optional<std::string> text = read_argument(options.operands().front());
  return text ? print_message(id, *text) : kUsage;
}

}  // namespace tb::cli
