// SPDX-License-Identifier: Apache-2.0
#include <jansson.h>

#include <functional>
#include <string_view>

#include "core/base64url.h"
#include "core/parameters.h"
#include "suites.h"
#include "support/connection.h"
#include "support/files.h"
#include "verify/id_hash.h"

// What others published and what their clients sent: test/vectors/published.json.
namespace {

using namespace tb::core;
using namespace tb::testing;
using tb::verify::VerifiedBindings;

struct JsonDeleter {
  void operator()(json_t* json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, JsonDeleter>;

Json published() {
  json_error_t error;
  Json json(json_load_file(vectors_path("published.json").c_str(), 0, &error));
  ck_assert_msg(json != nullptr, "published.json: %s", error.text);
  return json;
}

std::string text(const json_t* object, const char* name) {
  const char* value = json_string_value(json_object_get(object, name));
  ck_assert_msg(value != nullptr, "no %s", name);
  return value;
}

std::size_t number(const json_t* object, const char* name) {
  return static_cast<std::size_t>(json_integer_value(json_object_get(object, name)));
}

bool has(const json_t* object, const char* name) {
  return json_is_string(json_object_get(object, name));
}

tb::tls::ConnectionBinding connection_with(const Octets& ekm, KeyParameters key_parameters) {
  tb::tls::ConnectionBinding connection{{kVersion1_0, key_parameters}, {}, 1};
  ck_assert_uint_eq(ekm.size(), kEkmSize);
  std::copy(ekm.begin(), ekm.end(), connection.ekm.fill().begin());
  return connection;
}

Result<VerifiedBindings> verdict(const std::string& header, const Octets& ekm) {
  const auto check = value_of(tb::verify::SignatureVerifier::make());
  const Octets octets = value_of(base64url_decode(header));
  const auto message = decode_message(octets);
  if (!message.ok()) return message.error();
  return verify_message(message.value(), connection_with(ekm, KeyParameters::ecdsap256), *check,
                        check->digester());
}

std::string token_of(const Result<VerifiedBindings>& result) {
  return result.ok() ? "valid" : std::string(explain(result.error().cause).token);
}

void for_each_message(const std::function<void(const json_t*)>& visit) {
  const Json json = published();
  std::size_t index = 0;
  const json_t* message = nullptr;
  json_array_foreach(json_object_get(json.get(), "messages"), index, message) visit(message);
  ck_assert_uint_ge(index, 19);
}

void structure_is_as_published(const json_t* vector) {
  const Octets octets = value_of(base64url_decode(text(vector, "header")));
  EXPECT_TEXT(base64url_encode(octets), text(vector, "header"));
  const json_t* bindings = json_object_get(vector, "bindings");
  const auto message = decode_message(octets);
  if (json_array_size(bindings) == 0) {
    ck_assert_msg(!message.ok(), "%s", text(vector, "name").c_str());
    EXPECT_TEXT(std::string(explain(message.error().cause).token), text(vector, "outcome"));
    return;
  }
  EXPECT_OK(message);
  EXPECT_OCTETS(encode_message(message.value().bindings()), octets);
  ck_assert_uint_eq(message.value().bindings().size(), json_array_size(bindings));
  std::size_t index = 0;
  const json_t* expected = nullptr;
  json_array_foreach(bindings, index, expected) {
    const TokenBinding& binding = message.value().bindings()[index];
    ck_assert_uint_eq(static_cast<std::size_t>(binding.type), number(expected, "type"));
    EXPECT_TEXT(base64url_encode(binding.id.encoded), text(expected, "id"));
    EXPECT_TEXT(value_of(tb::verify::id_hash(binding.id.encoded)), text(expected, "hash"));
  }
}

void ids_are_as_published(const VerifiedBindings& verified, const json_t* vector) {
  std::size_t index = 0;
  std::size_t other = 0;
  const json_t* expected = nullptr;
  json_array_foreach(json_object_get(vector, "bindings"), index, expected) {
    const std::size_t type = number(expected, "type");
    const tb::verify::VerifiedID& id = type == kProvided   ? verified.provided()
                                       : type == kReferred ? *verified.referred()
                                                           : verified.others()[other++].id;
    EXPECT_TEXT(id.text, text(expected, "id"));
    EXPECT_TEXT(id.hash, text(expected, "hash"));
  }
}

START_TEST(published_messages_have_the_published_structure_ids_and_hashes) {
  for_each_message(structure_is_as_published);
}
END_TEST

START_TEST(published_messages_verify_over_their_keying_material) {
  for_each_message([](const json_t* vector) {
    if (!has(vector, "ekm")) return;
    const auto judged = verdict(text(vector, "header"), from_hex(text(vector, "ekm")));
    ck_assert_msg(token_of(judged) == text(vector, "outcome"), "%s: %s",
                  text(vector, "name").c_str(), token_of(judged).c_str());
    if (judged.ok()) ids_are_as_published(judged.value(), vector);
  });
}
END_TEST

START_TEST(published_messages_are_refused_over_any_other_keying_material) {
  for_each_message([](const json_t* vector) {
    if (!has(vector, "ekm") || text(vector, "outcome") != "valid") return;
    for_each_message([vector](const json_t* other) {
      if (!has(other, "ekm") || text(other, "ekm") == text(vector, "ekm")) return;
      EXPECT_CAUSE(verdict(text(vector, "header"), from_hex(text(other, "ekm"))),
                   Cause::kSignature);
    });
  });
}
END_TEST

START_TEST(published_context_is_version_key_parameters_and_ekm) {
  const Json json = published();
  const json_t* vector = json_object_get(json.get(), "context");
  const Negotiated negotiated{*parse_version(text(vector, "version")),
                              static_cast<KeyParameters>(number(vector, "key_parameters"))};
  const Context context = encode_context(negotiated, ekm_of(from_hex(text(vector, "ekm"))));
  EXPECT_TEXT(base64url_encode(context), text(vector, "context"));
}
END_TEST

std::string others_as_list(const VerifiedBindings& verified) {
  std::string list;
  for (const tb::verify::OtherID& other : verified.others()) {
    char type[3];
    std::snprintf(type, sizeof type, "%x", static_cast<unsigned>(other.type));
    list += (list.empty() ? "" : ",") + std::string(type) + "." + other.id.text;
  }
  return list;
}

START_TEST(published_example_of_other_types_gives_the_published_fields) {
  const Json json = published();
  const json_t* vector = json_object_get(json.get(), "other_types");
  const Octets ekm = from_hex(text(vector, "ekm"));
  std::vector<Parts> all;
  std::size_t index = 0;
  const json_t* each = nullptr;
  json_array_foreach(json_object_get(vector, "keys"), index, each) {
    const Octets id = value_of(base64url_decode(text(each, "id")));
    const PrivateKey key =
        PrivateKey::from_scalar(from_hex(text(each, "private")), Octets(id.begin() + 4, id.end()));
    all.push_back(signed_parts(key, KeyParameters::ecdsap256, number(each, "type"), ekm_of(ekm)));
  }
  const auto verified = value_of(verdict(base64url_encode(message_octets(all)), ekm));
  EXPECT_TEXT(verified.provided().text, text(vector, "provided"));
  EXPECT_TEXT(others_as_list(verified), text(vector, "other"));
}
END_TEST

}  // namespace

Suite* tb::testing::vectors_suite() {
  return suite_of("vectors", {published_messages_have_the_published_structure_ids_and_hashes,
                              published_messages_verify_over_their_keying_material,
                              published_messages_are_refused_over_any_other_keying_material,
                              published_context_is_version_key_parameters_and_ekm,
                              published_example_of_other_types_gives_the_published_fields});
}
