#include <limner/asset.hpp>
#include <limner/error.hpp>
#include <limner/file_descriptor.hpp>
#include <limner/incoming_file.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace limner {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view descriptor_paths = "/proc/self/fd/";
constexpr std::uint64_t mebibyte = 1 << 20;

int create_file(const fs::path& file) {
  return open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

// Whether the files of this process may have that many bytes (ulimit -f).
bool is_within_file_limit(std::uint64_t size) {
  rlimit limit{};
  return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
         size <= limit.rlim_cur;
}

// 0, or the error number. The size of the file stays 0.
int reserve_space(int descriptor, std::uint64_t room) {
  if (room == 0) return 0;
  if (!is_within_file_limit(room)) return EFBIG;
  if (fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(room)) == 0) return 0;
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO) return errno;
  // The file system cannot reserve space.
  struct statvfs facts {};
  if (fstatvfs(descriptor, &facts) != 0) return 0;
  return std::uint64_t{facts.f_bavail} * facts.f_frsize < room ? ENOSPC : 0;
}

[[noreturn]] void fail_to_create(const fs::path& file, std::uint64_t room, int cause) {
  if (cause == ENOSPC || cause == EDQUOT) {
    throw Error(ErrorCode::artifact_storage_failed,
                "the disk of {} has no room for the answer, which may have {} MiB: {}",
                file.parent_path().string(), (room + mebibyte - 1) / mebibyte, std::strerror(cause))
        .with_help("make room on the disk, and try again: nothing was sent");
  }
  if (cause == EFBIG) {
    throw Error(ErrorCode::artifact_storage_failed,
                "{} may not be as large as the answer, which may have {} MiB: {}", file.string(),
                (room + mebibyte - 1) / mebibyte, std::strerror(cause))
        .with_help("raise the limit, and try again: ulimit -f unlimited; nothing was sent");
  }
  throw Error(ErrorCode::artifact_storage_failed, "cannot create {}: {}", file.string(),
              std::strerror(cause));
}

}  // namespace

IncomingFile::IncomingFile(fs::path file, std::uint64_t room, std::string spare_name)
    : file_(std::move(file)), spare_name_(std::move(spare_name)), descriptor_(create_file(file_)) {
  if (descriptor_ < 0) fail_to_create(file_, room, errno);
  const int cause = reserve_space(descriptor_, room);
  if (cause == 0) return;
  unlink(file_.c_str());
  close(descriptor_);
  fail_to_create(file_, room, cause);
}

IncomingFile::~IncomingFile() {
  if (size_ == 0) remove();
  close(descriptor_);
}

bool IncomingFile::write(std::string_view piece) {
  if (!overwrite(size_, piece)) return false;
  size_ += piece.size();
  return true;
}

bool IncomingFile::overwrite(std::uint64_t at, std::string_view bytes) {
  return write_all_at(descriptor_, at, as_bytes(bytes)) ||
         (move_to_spare() && write_all_at(descriptor_, at, as_bytes(bytes)));
}

const fs::path& IncomingFile::finish() {
  if (ftruncate(descriptor_, static_cast<off_t>(size_)) != 0 || !is_in_place()) move_to_spare();
  return file_;
}

// Whether the name still leads to the open file.
bool IncomingFile::is_in_place() const {
  struct stat named {
  }, opened{};
  return stat(file_.c_str(), &named) == 0 && fstat(descriptor_, &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

void IncomingFile::remove() const {
  if (!is_in_memory(file_) && is_in_place()) unlink(file_.c_str());
}

// Once only. The incomplete file stays when only memory has the rest.
bool IncomingFile::move_to_spare() {
  if (spare_name_.empty()) return false;
  std::error_code unknown;
  fs::path spare = fs::temp_directory_path(unknown) / std::exchange(spare_name_, {});
  int descriptor = unknown ? -1 : create_file(spare);
  if (descriptor >= 0 && copy_to(descriptor)) {
    remove();
  } else {
    if (descriptor >= 0) {
      unlink(spare.c_str());
      close(descriptor);
    }
    descriptor = memfd_create("limner-answer", MFD_CLOEXEC);
    if (descriptor < 0) return false;
    if (!copy_to(descriptor)) {
      close(descriptor);
      return false;
    }
    spare = std::string(descriptor_paths) + std::to_string(descriptor);
  }
  close(std::exchange(descriptor_, descriptor));
  file_ = std::move(spare);
  return true;
}

bool IncomingFile::copy_to(int descriptor) const {
  std::array<char, 1 << 16> buffer{};
  for (std::uint64_t at = 0; at < size_;) {
    const ssize_t got =
        pread(descriptor_, buffer.data(), std::min<std::uint64_t>(buffer.size(), size_ - at),
              static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    const std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
    if (!write_all_at(descriptor, at, as_bytes(piece))) return false;
    at += static_cast<std::uint64_t>(got);
  }
  return true;
}

bool is_in_memory(const fs::path& file) {
  return file.string().starts_with(descriptor_paths);
}

}  // namespace limner
