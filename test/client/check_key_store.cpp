// SPDX-License-Identifier: Apache-2.0
#include "client/key_store.h"

#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <thread>

#include "client/keyring.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb;
using namespace tb::testing;
using client::Keyring;
using client::KeyStore;
using core::Cause;
using core::KeyParameters;
namespace fs = std::filesystem;

constexpr auto kEc = KeyParameters::ecdsap256;

// Folder is a new empty one that goes with its test.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/tokbind-store-XXXXXX";
    ck_assert(mkdtemp(name) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  ck_assert(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

Octets id_of(const prove::Key& key) {
  return value_of(key.id(kEc));
}

START_TEST(a_new_key_is_closed_to_others_and_so_is_its_folder) {
  const Folder folder;
  const KeyStore store(folder.path() / "deep" / "store");
  value_of(store.load_or_make("example.com", kEc));
  ck_assert_uint_eq(mode_of(store.folder()), 0700);
  ck_assert_uint_eq(mode_of(store.path_of("example.com", kEc)), 0600);
}
END_TEST

START_TEST(a_key_is_made_once_and_found_again) {
  const Folder folder;
  const KeyStore store(folder.path());
  const Octets made = id_of(value_of(store.load_or_make("example.com", kEc)));
  EXPECT_OCTETS(id_of(value_of(store.load_or_make("example.com", kEc))), made);
  EXPECT_OCTETS(id_of(value_of(store.load("example.com", kEc))), made);
}
END_TEST

START_TEST(two_scopes_have_two_keys) {
  const Folder folder;
  const KeyStore store(folder.path());
  ck_assert(id_of(value_of(store.load_or_make("a.example", kEc))) !=
            id_of(value_of(store.load_or_make("b.example", kEc))));
}
END_TEST

START_TEST(a_key_that_others_may_read_is_refused) {
  const Folder folder;
  const KeyStore store(folder.path());
  value_of(store.make("example.com", kEc));
  for (const mode_t mode : {0640u, 0604u, 0620u, 0602u}) {
    ck_assert(chmod(store.path_of("example.com", kEc).c_str(), mode) == 0);
    EXPECT_CAUSE(store.load("example.com", kEc), Cause::kFilePermissions);
    EXPECT_CAUSE(store.load_or_make("example.com", kEc), Cause::kFilePermissions);
  }
}
END_TEST

START_TEST(a_folder_that_others_may_enter_is_refused) {
  const Folder folder;
  const KeyStore store(folder.path());
  ck_assert(chmod(folder.path().c_str(), 0755) == 0);
  EXPECT_CAUSE(store.load_or_make("example.com", kEc), Cause::kFilePermissions);
  EXPECT_CAUSE(store.list(), Cause::kFilePermissions);
}
END_TEST

START_TEST(a_key_is_never_replaced) {
  const Folder folder;
  const KeyStore store(folder.path());
  const Octets made = id_of(value_of(store.make("example.com", kEc)));
  EXPECT_REFUSED(store.make("example.com", kEc), Cause::kFileAccess, EEXIST);
  EXPECT_OCTETS(id_of(value_of(store.load("example.com", kEc))), made);
}
END_TEST

START_TEST(processes_that_make_a_key_at_once_end_up_with_the_same) {
  const Folder folder;
  const KeyStore store(folder.path());
  std::vector<Octets> ids(8);
  std::vector<std::thread> threads;
  for (Octets& id : ids) {
    threads.emplace_back([&id, &store] {
      const auto key = store.load_or_make("example.com", kEc);
      if (key.ok()) id = key.value().id(kEc).value();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Octets& id : ids) EXPECT_OCTETS(id, ids.front());
  ck_assert_uint_eq(ids.front().size(), 68);
}
END_TEST

START_TEST(nothing_but_keys_is_left_in_the_folder) {
  const Folder folder;
  const KeyStore store(folder.path());
  value_of(store.make("example.com", kEc));
  EXPECT_CAUSE(store.make("example.com", kEc), Cause::kFileAccess);
  ck_assert_int_eq(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}
END_TEST

START_TEST(a_file_with_another_content_is_refused) {
  const Folder folder;
  const KeyStore store(folder.path());
  const fs::path path = store.path_of("example.com", kEc);
  std::ofstream(path) << "not a key";
  ck_assert(chmod(path.c_str(), 0600) == 0);
  EXPECT_CAUSE(store.load("example.com", kEc), Cause::kFileContent);
  fs::rename(store.path_of("example.com", kEc), folder.path() / "gone");
  const auto rsa = value_of(prove::Key::generate(KeyParameters::rsa2048_pss));
  std::ofstream(path) << value_of(rsa.to_pem()).view();
  ck_assert(chmod(path.c_str(), 0600) == 0);
  EXPECT_CAUSE(store.load("example.com", kEc), Cause::kKeyType);
}
END_TEST

START_TEST(the_list_is_sorted_and_passes_over_strange_files) {
  const Folder folder;
  const KeyStore store(folder.path());
  value_of(store.make("b.example", kEc));
  value_of(store.make("a.example", KeyParameters::rsa2048_pkcs1_5));
  std::ofstream(folder.path() / "notes.txt") << "";
  std::ofstream(folder.path() / ".ecdsap256.pem") << "";
  std::ofstream(folder.path() / "x.unknown.pem") << "";
  const auto keys = value_of(store.list());
  ck_assert_uint_eq(keys.size(), 2);
  EXPECT_TEXT(keys[0].scope, "a.example");
  ck_assert(keys[0].key_parameters == KeyParameters::rsa2048_pkcs1_5);
  EXPECT_TEXT(keys[1].scope, "b.example");
}
END_TEST

START_TEST(a_store_that_does_not_exist_yet_is_empty) {
  const Folder folder;
  ck_assert(value_of(KeyStore(folder.path() / "none").list()).empty());
}
END_TEST

START_TEST(a_removed_key_is_gone) {
  const Folder folder;
  const KeyStore store(folder.path());
  value_of(store.make("example.com", kEc));
  EXPECT_OK(store.remove("example.com", kEc));
  EXPECT_REFUSED(store.remove("example.com", kEc), Cause::kFileAccess, ENOENT);
  EXPECT_REFUSED(store.load("example.com", kEc), Cause::kFileAccess, ENOENT);
}
END_TEST

START_TEST(the_default_folder_follows_the_environment) {
  setenv("XDG_DATA_HOME", "/data", 1);
  EXPECT_TEXT(KeyStore::default_folder().string(), "/data/tokbind");
  setenv("XDG_DATA_HOME", "relative", 1);
  setenv("HOME", "/data/me", 1);
  EXPECT_TEXT(KeyStore::default_folder().string(), "/data/me/.local/share/tokbind");
  unsetenv("XDG_DATA_HOME");
  unsetenv("HOME");
  EXPECT_TEXT(KeyStore::default_folder().string(), "");
}
END_TEST

START_TEST(an_ephemeral_keyring_keeps_a_key_a_scope_for_its_life) {
  Keyring keyring = Keyring::ephemeral();
  const Octets first = id_of(value_of(keyring.key_for("www.example.com", kEc)));
  EXPECT_OCTETS(id_of(value_of(keyring.key_for("example.com", kEc))), first);
  ck_assert(id_of(value_of(keyring.key_for("example.org", kEc))) != first);
  Keyring another = Keyring::ephemeral();
  ck_assert(id_of(value_of(another.key_for("example.com", kEc))) != first);
}
END_TEST

START_TEST(a_fixed_key_narrows_the_offer_to_what_it_can_do) {
  core::KeyParametersList offer;
  for (const auto item : {kEc, KeyParameters::rsa2048_pss, KeyParameters::rsa2048_pkcs1_5}) {
    offer.add(item);
  }
  const Keyring keyring =
      Keyring::fixed(value_of(prove::Key::generate(KeyParameters::rsa2048_pss)));
  const core::KeyParametersList usable = keyring.usable(offer);
  ck_assert_uint_eq(usable.items().size(), 2);
  ck_assert(!usable.contains(kEc));
  const core::KeyParametersList all = Keyring::ephemeral().usable(offer);
  ck_assert_uint_eq(all.items().size(), 3);
}
END_TEST

}  // namespace

Suite* tb::testing::client_key_store_suite() {
  return suite_of(
      "client_key_store",
      {a_new_key_is_closed_to_others_and_so_is_its_folder, a_key_is_made_once_and_found_again,
       two_scopes_have_two_keys, a_key_that_others_may_read_is_refused,
       a_folder_that_others_may_enter_is_refused, a_key_is_never_replaced,
       processes_that_make_a_key_at_once_end_up_with_the_same,
       nothing_but_keys_is_left_in_the_folder, a_file_with_another_content_is_refused,
       the_list_is_sorted_and_passes_over_strange_files, a_store_that_does_not_exist_yet_is_empty,
       a_removed_key_is_gone, the_default_folder_follows_the_environment,
       an_ephemeral_keyring_keeps_a_key_a_scope_for_its_life,
       a_fixed_key_narrows_the_offer_to_what_it_can_do});
}
