// Reads whole files; writes them atomically: temporary file, fsync, rename, fsync of the directory.
#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/file_descriptor.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace limner {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(std::string_view doing, const fs::path& path, int cause) {
  throw Error(ErrorCode::store_failed, "cannot {} {}: {}", doing, path.string(),
              std::strerror(cause));
}

}  // namespace

std::string read_file(const fs::path& path, std::uint64_t limit) {
  const FileDescriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    const int cause = errno;
    if (cause == ENOENT) throw Error(ErrorCode::not_found, "there is no file {}", path.string());
    fail("read", path, cause);
  }
  struct stat facts {};
  if (fstat(fd.get(), &facts) != 0) fail("read", path, errno);
  if (S_ISDIR(facts.st_mode)) fail("read", path, EISDIR);

  // A pipe or a growing file may contain more than st_size: count the bytes read.
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t n = read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read", path, errno);
    if (n == 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
    if (text.size() > limit)
      throw Error(ErrorCode::store_failed, "{} is larger than {} bytes", path.string(), limit);
  }
}

void write_file(const fs::path& path, std::span<const std::byte> content, unsigned mode,
                const fs::path& temporary_directory) {
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::string temporary = ((temporary_directory.empty() ? directory : temporary_directory) /
                           ("." + path.filename().string() + ".XXXXXX"))
                              .string();
  int cause = 0;
  {
    const FileDescriptor fd(mkostemp(temporary.data(), O_CLOEXEC));
    if (fd.get() < 0) fail("create", path, errno);
    if (!write_all(fd.get(), content) || fchmod(fd.get(), static_cast<mode_t>(mode)) != 0 ||
        fsync(fd.get()) != 0)
      cause = errno;
  }
  if (cause == 0 && rename(temporary.c_str(), path.c_str()) != 0) cause = errno;
  if (cause != 0) {
    unlink(temporary.c_str());
    fail("write", path, cause);
  }
  sync_directory(directory);
}

void sync_directory(const fs::path& directory) {
  const FileDescriptor fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || fsync(fd.get()) != 0) fail("sync", directory, errno);
}

}  // namespace limner
