// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/result.h"
#include "ossl/secret.h"

namespace tb::client {

// read_private_file reads a file that only its owner may touch. Errors: kFileAccess with errno as
// its offset, kFilePermissions when others may read or write it or it is not the user's own.
core::Result<ossl::SecretText> read_private_file(const std::filesystem::path& path);

// create_private_file makes a new file (0600) that appears under its name only when it is complete.
// It never replaces one: kFileAccess with EEXIST.
core::Result<void> create_private_file(const std::filesystem::path& path, std::string_view content);

// replace_private_file does the same over what may be there: whoever opens the name finds the old
// content or the new one, whole.
core::Result<void> replace_private_file(const std::filesystem::path& path,
                                        std::string_view content);

// check_private_folder refuses a folder that others may look into or that is not the user's own.
core::Result<void> check_private_folder(const std::filesystem::path& path);

}  // namespace tb::client
