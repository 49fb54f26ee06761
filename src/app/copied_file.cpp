#include "app/copied_file.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/file_descriptor.hpp>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr mode_t exported_mode = 0644;

[[noreturn]] void fail_copy(const fs::path& to, int cause) {
  throw Error(ErrorCode::artifact_storage_failed, "cannot write {}: {}", to.string(),
              std::strerror(cause));
}

bool clone_blocks(int to, const fs::path& source) {
  const FileDescriptor from(open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  return from.get() >= 0 && ioctl(to, FICLONE, from.get()) == 0;
}

// 0, or the cause of the failure. Some file systems cannot rename without replacing.
int move_into_place(const char* from, const fs::path& to, bool replace) {
  if (replace) return rename(from, to.c_str()) == 0 ? 0 : errno;
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  struct stat facts {};
  if (lstat(to.c_str(), &facts) == 0) return EEXIST;
  return rename(from, to.c_str()) == 0 ? 0 : errno;
}

}  // namespace

void copy_into(const fs::path& to, const fs::path& source, std::span<const std::byte> content,
               bool replace) {
  const fs::path directory = to.has_parent_path() ? to.parent_path() : fs::path(".");
  std::string draft = (directory / ".limner-XXXXXX").string();
  int cause = 0;
  {
    const FileDescriptor file(mkostemp(draft.data(), O_CLOEXEC));
    if (file.get() < 0) fail_copy(to, errno);
    const bool is_complete = clone_blocks(file.get(), source) || write_all(file.get(), content);
    if (!is_complete || fchmod(file.get(), exported_mode) != 0 || fsync(file.get()) != 0)
      cause = errno;
  }
  if (cause == 0) cause = move_into_place(draft.c_str(), to, replace);
  if (cause != 0) {
    unlink(draft.c_str());
    fail_copy(to, cause);
  }
  sync_directory(directory);
}

}  // namespace limner::app
