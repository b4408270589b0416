// SPDX-License-Identifier: Apache-2.0
#include "httpd/scrub.h"

#include "stub.h"
#include "suites.h"
#include "support/claims.h"

namespace {

using namespace tb::httpd;
using namespace tb::testing;
using tb::policy::Presence;

class Fields {
 public:
  Fields() { apr_pool_create(&pool, nullptr); }
  ~Fields() { apr_pool_destroy(pool); }
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  Scrubbed scrub(ReservedNames chosen = {}) { return tb::httpd::scrub(table(), chosen, pool); }
  void add(const char* name, const char* value) { apr_table_add(table(), name, value); }
  std::string get(const char* name) {
    const char* value = apr_table_get(table(), name);
    return value != nullptr ? value : "(none)";
  }

 private:
  apr_table_t* table() {
    if (table_ == nullptr) table_ = apr_table_make(pool, 8);
    return table_;
  }
  apr_pool_t* pool = nullptr;
  apr_table_t* table_ = nullptr;
};

START_TEST(the_one_message_is_taken_out) {
  Fields fields;
  fields.add("sec-token-binding", "abc");
  const Scrubbed scrubbed = fields.scrub();
  ck_assert(scrubbed.presence == Presence::one);
  EXPECT_TEXT(scrubbed.message, "abc");
  EXPECT_TEXT(fields.get("Sec-Token-Binding"), "(none)");
}
END_TEST

START_TEST(two_fields_and_a_joined_one_are_several_messages) {
  Fields two;
  two.add("Sec-Token-Binding", "abc");
  two.add("Sec-Token-Binding", "abc");
  ck_assert(two.scrub().presence == Presence::several);
  Fields joined;
  joined.add("Sec-Token-Binding", "abc, abc");
  const Scrubbed scrubbed = joined.scrub();
  ck_assert(scrubbed.presence == Presence::several && scrubbed.message == nullptr);
}
END_TEST

START_TEST(every_exported_header_of_a_client_is_removed_in_any_spelling) {
  for (const tb::policy::ExportRow& row : tb::policy::export_rows()) {
    if (row.header == nullptr) continue;
    std::string folded = row.header;
    for (char& c : folded) c = c == '-' ? '_' : c;
    Fields fields;
    fields.add(row.header, "forged");
    fields.add(folded.c_str(), "forged");
    fields.add("Host", "a.test");
    fields.scrub();
    EXPECT_TEXT(fields.get(row.header), "(none)");
    EXPECT_TEXT(fields.get(folded.c_str()), "(none)");
    EXPECT_TEXT(fields.get("Host"), "a.test");
  }
}
END_TEST

START_TEST(a_chosen_name_is_reserved_too) {
  Fields fields;
  fields.add("The-ID", "forged");
  const char* const chosen[] = {"THE_ID"};
  fields.scrub(chosen);
  EXPECT_TEXT(fields.get("The-ID"), "(none)");
}
END_TEST

START_TEST(connection_does_not_name_a_reserved_field) {
  Fields fields;
  fields.add("Connection", "close, Sec-Provided-Token-Binding-ID");
  fields.scrub();
  EXPECT_TEXT(fields.get("Connection"), "close");
}
END_TEST

}  // namespace

Suite* tb::testing::httpd_scrub_suite() {
  return suite_of("httpd_scrub",
                  {the_one_message_is_taken_out, two_fields_and_a_joined_one_are_several_messages,
                   every_exported_header_of_a_client_is_removed_in_any_spelling,
                   a_chosen_name_is_reserved_too, connection_does_not_name_a_reserved_field});
}
