// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"
#include "ossl/secret.h"

namespace tb::prove {

// read_private_file reads a file that only its owner may access. Errors: kFileAccess with errno as
// its offset, kFilePermissions when others may read or write it or it is not the user's own.
core::Result<ossl::SecretText> read_private_file(const std::filesystem::path& path);

// create_private_file makes a new file (0600) that appears under its name only when it is complete.
// It never replaces one: kFileAccess with EEXIST.
core::Result<void> create_private_file(const std::filesystem::path& path, std::string_view content);

// change_private_file replaces the content by what `change` returns for it, or for an empty text if
// there is no such file. A reader finds either the old content or the new one, complete. Of several
// concurrent calls each sees the result of the one before. Errors: those of
// read_private_file and of `change`, which leave the file as it was.
core::Result<void> change_private_file(const std::filesystem::path& name,
                                       core::Result<std::string> (*change)(std::string_view));

// check_private_folder rejects a folder that others may read or that is not the user's own.
core::Result<void> check_private_folder(const std::filesystem::path& path);

}  // namespace tb::prove
