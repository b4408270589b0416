// SPDX-License-Identifier: Apache-2.0
#include "prove/key_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace tb::prove {
namespace {

using core::Cause;
using core::Error;

constexpr std::size_t kLargestKeyFile = 64 * 1024;

Error system_error() {
  return {Cause::kFileAccess, static_cast<std::uint32_t>(errno)};
}

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

bool is_private(const struct stat& status) {
  return status.st_uid == geteuid() && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

// Into one buffer of full size: a growing one would leave copies behind.
core::Result<ossl::SecretText> read_all(int descriptor) {
  ossl::SecretText content(std::string(kLargestKeyFile + 1, '\0'));
  std::size_t size = 0;
  while (size <= kLargestKeyFile) {
    const ssize_t count = read(descriptor, content.fill() + size, kLargestKeyFile + 1 - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error();
    if (count == 0) {
      content.shorten(size);
      return content;
    }
    size += static_cast<std::size_t>(count);
  }
  return Error{Cause::kFileContent};
}

core::Result<void> write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error();
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  if (fsync(descriptor) != 0) return system_error();
  return core::success();
}

// The name of a new file survives a crash only when its folder is synchronized too. Where the file
// system cannot do that the file exists all the same.
void sync_folder(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const File file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() >= 0) (void)fsync(file.get());
}

// write_and_name writes a temporary file beside `path` and has `give_name` give it its name.
core::Result<void> write_and_name(const std::filesystem::path& path, std::string_view content,
                                  int (*give_name)(const char* temporary, const char* name)) {
  std::string temporary = path.string() + ".XXXXXX";
  core::Result<void> made = core::success();
  {
    const File file(mkostemp(temporary.data(), O_CLOEXEC));  // 0600
    if (file.get() < 0) return system_error();
    made = write_all(file.get(), content);
  }
  if (made.ok() && give_name(temporary.c_str(), path.c_str()) != 0) made = system_error();
  unlink(temporary.c_str());
  if (made.ok()) sync_folder(path);
  return made;
}

// Without O_NONBLOCK a named pipe would hang the open.
int open_existing(const std::filesystem::path& path, int access) {
  return open(path.c_str(), access | O_CLOEXEC | O_NONBLOCK);
}

core::Result<ossl::SecretText> read_private(const File& file) {
  struct stat status {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0) return system_error();
  if (!S_ISREG(status.st_mode)) return Error{Cause::kFileContent};
  if (!is_private(status)) return Error{Cause::kFilePermissions};
  return read_all(file.get());
}

// While this process waited for the lock the file may have been replaced.
bool still_has_name(const File& file, const std::filesystem::path& path) {
  struct stat held {};
  struct stat named {};
  return fstat(file.get(), &held) == 0 && stat(path.c_str(), &named) == 0 &&
         held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

core::Result<void> replace(const std::filesystem::path& path, std::string_view content) {
  return write_and_name(path, content, [](const char* temporary, const char* name) {
    return rename(temporary, name);
  });
}

}  // namespace

core::Result<ossl::SecretText> read_private_file(const std::filesystem::path& path) {
  const File file(open_existing(path, O_RDONLY));
  return read_private(file);
}

core::Result<void> create_private_file(const std::filesystem::path& path,
                                       std::string_view content) {
  // link, unlike rename, does not replace an existing file.
  return write_and_name(
      path, content, [](const char* temporary, const char* name) { return link(temporary, name); });
}

core::Result<void> change_private_file(const std::filesystem::path& name,
                                       core::Result<std::string> (*change)(std::string_view)) {
  // The target of a symbolic link is changed, not the link.
  std::error_code no_such_file;
  std::filesystem::path path = std::filesystem::canonical(name, no_such_file);
  if (no_such_file) path = name;

  // It is tried again when another process was faster. If it still fails after so many attempts the
  // name is a symbolic link without a target.
  core::Result<void> made = core::success();
  for (int attempts = 0; attempts < 100; ++attempts) {
    const File file(open_existing(path, O_RDWR));
    const bool missing = file.get() < 0 && errno == ENOENT;
    if (file.get() < 0 && !missing) return system_error();
    if (!missing && flock(file.get(), LOCK_EX) != 0) return system_error();
    if (!missing && !still_has_name(file, path)) continue;

    const auto present = missing ? core::Result(ossl::SecretText("")) : read_private(file);
    if (!present.ok()) return present.error();
    auto content = change(present.value().view());
    if (!content.ok()) return content.error();
    const ossl::SecretText secret(std::move(content).value());
    if (!missing) return replace(path, secret.view());
    made = create_private_file(path, secret.view());
    if (made.ok() || made.error() != Error{Cause::kFileAccess, EEXIST}) return made;
  }
  return made;
}

core::Result<void> check_private_folder(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return system_error();
  if (!S_ISDIR(status.st_mode)) return Error{Cause::kFileAccess, ENOTDIR};
  if (!is_private(status)) return Error{Cause::kFilePermissions};
  return core::success();
}

}  // namespace tb::prove
