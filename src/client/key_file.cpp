// SPDX-License-Identifier: Apache-2.0
#include "client/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace tb::client {
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

// The name of a new file outlives a crash only when its folder is written too. A file system that
// cannot do that has the file all the same.
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

}  // namespace

core::Result<ossl::SecretText> read_private_file(const std::filesystem::path& path) {
  // Without O_NONBLOCK a named pipe would hang the open.
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0) return system_error();
  if (!S_ISREG(status.st_mode)) return Error{Cause::kFileContent};
  if (!is_private(status)) return Error{Cause::kFilePermissions};
  return read_all(file.get());
}

core::Result<void> create_private_file(const std::filesystem::path& path,
                                       std::string_view content) {
  // link, unlike rename, does not replace what is there.
  return write_and_name(
      path, content, [](const char* temporary, const char* name) { return link(temporary, name); });
}

core::Result<void> replace_private_file(const std::filesystem::path& path,
                                        std::string_view content) {
  return write_and_name(path, content, [](const char* temporary, const char* name) {
    return rename(temporary, name);
  });
}

core::Result<void> check_private_folder(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return system_error();
  if (!S_ISDIR(status.st_mode)) return Error{Cause::kFileAccess, ENOTDIR};
  if (!is_private(status)) return Error{Cause::kFilePermissions};
  return core::success();
}

}  // namespace tb::client
