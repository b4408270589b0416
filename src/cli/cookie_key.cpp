// SPDX-License-Identifier: Apache-2.0
#include "cli/cookie_key.h"

#include "bind/cookie_keys.h"
#include "cli/key_choice.h"
#include "cli/options.h"
#include "prove/key_file.h"

namespace tb::cli {

int new_cookie_key(const std::string& file) {
  const auto changed = prove::change_private_file(file, bind::new_cookie_keys);
  if (changed.ok()) return kSuccess;
  complain_about_key(file, changed.error());
  return kExitKey;
}

}  // namespace tb::cli
