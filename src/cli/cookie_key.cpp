// SPDX-License-Identifier: Apache-2.0
#include "cli/cookie_key.h"

#include <cerrno>

#include "bind/cookie_keys.h"
#include "cli/key_choice.h"
#include "cli/options.h"
#include "client/key_file.h"

namespace tb::cli {

int new_cookie_key(const std::string& file) {
  const auto present = client::read_private_file(file);
  const bool missing =
      !present.ok() && present.error() == core::Error{core::Cause::kFileAccess, ENOENT};
  if (!present.ok() && !missing) {
    complain_about_key(file, present.error());
    return kExitKey;
  }
  auto keys = bind::new_cookie_keys(missing ? std::string_view() : present.value().view());
  core::Result<void> written = core::success();
  if (!keys.ok()) {
    written = keys.error();
  } else {
    const ossl::SecretText set(std::move(keys).value());
    written = client::replace_private_file(file, set.view());
  }
  if (written.ok()) return kSuccess;
  complain_about_key(file, written.error());
  return kExitKey;
}

}  // namespace tb::cli
