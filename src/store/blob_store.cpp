// Immutable files, named by the digest of their content.
#include "store/temporary_files.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/store.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

constexpr unsigned blob_mode = 0444;
constexpr std::uint64_t largest_blob = 1ull << 32;  // bytes

// Converts what `function` throws to Error{artifact_storage_failed}.
template <class Function>
auto as_storage_error(Function&& function) {
  try {
    return function();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::artifact_storage_failed, "cannot create {}: {}", error.path1().string(),
                error.code().message());
  } catch (const Error& error) {
    throw Error(ErrorCode::artifact_storage_failed, "{}", error.what());
  }
}

// The directory entry of a new directory must survive a power failure too.
void create_directory_durably(const fs::path& directory) {
  if (fs::create_directory(directory)) sync_directory(directory.parent_path());
}

bool is_intact(const fs::path& path, const Asset& asset) {
  std::error_code missing;
  if (fs::file_size(path, missing) != asset.size || missing) return false;
  return Digest::of(read_file(path, largest_blob)) == asset.digest;
}

[[noreturn]] void fail_write(std::string_view doing, const fs::path& path) {
  throw Error(ErrorCode::artifact_storage_failed, "cannot {} {}: {}", doing, path.string(),
              std::strerror(errno));
}

// The content of a file, mapped read-only. Throws Error{artifact_storage_failed}.
class MappedFile {
 public:
  explicit MappedFile(const fs::path& path)
      : path_(path), fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat facts {};
    if (fd_ < 0 || fstat(fd_, &facts) != 0) fail_write("read", path);
    size_ = static_cast<std::size_t>(facts.st_size);
    if (size_ == 0) return;
    start_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd_, 0);
    if (start_ == MAP_FAILED) fail_write("read", path);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (size_ > 0) munmap(start_, size_);
    close(fd_);
  }

  std::span<const std::byte> bytes() const { return {static_cast<std::byte*>(start_), size_}; }
  void sync(unsigned mode) const {
    if (fchmod(fd_, static_cast<mode_t>(mode)) != 0 || fsync(fd_) != 0) fail_write("write", path_);
  }

 private:
  fs::path path_;
  int fd_;
  void* start_ = nullptr;
  std::size_t size_ = 0;
};

[[noreturn]] void refuse_damaged_blob(const fs::path& path, std::string_view why) {
  throw Error(ErrorCode::store_damaged, "{} is damaged: {}", path.string(), why)
      .with_help("restore the file from a backup, or make the picture again");
}

void refuse_missing_blob(const fs::path& path) {
  std::error_code unreadable;
  const fs::file_type type = fs::status(path, unreadable).type();
  if (type == fs::file_type::not_found) refuse_damaged_blob(path, "the file is missing");
  if (!unreadable && type != fs::file_type::regular)
    refuse_damaged_blob(path, "it is not a regular file");
}

// Makes `path` a hard link to `file`, replacing the file there; a copy where the file system has
// no hard links.
void link_over(const fs::path& file, const fs::path& path) {
  const fs::path temporary = file.string() + ".link";
  unlink(temporary.c_str());
  if (link(file.c_str(), temporary.c_str()) != 0) {
    const std::string content = read_file(file, largest_blob);
    return write_file(path, as_bytes(content), blob_mode, file.parent_path());
  }
  if (rename(temporary.c_str(), path.c_str()) == 0) {
    unlink(temporary.c_str());  // remains when both were links to one file already
    return;
  }
  fail_write("write", path);
}

}  // namespace

BlobStore::BlobStore(fs::path root) : root_(std::move(root)) {}

std::string BlobStore::key_of(const Asset& asset) const {
  const std::string hex = asset.digest.hex();
  return fmt::format("{}/{}.{}", hex.substr(0, 2), hex, extension_of(asset.media_type));
}

fs::path BlobStore::path_of(const Asset& asset) const {
  return root_ / "artifacts" / key_of(asset);
}

Asset BlobStore::put(std::span<const std::byte> content, std::string media_type, int width,
                     int height) {
  Asset asset{.digest = Digest::of(content),
              .media_type = std::move(media_type),
              .size = content.size(),
              .width = width,
              .height = height};
  const fs::path path = path_of(asset);
  as_storage_error([&] {
    // The process that wrote the file may not have synced its directory yet.
    if (is_intact(path, asset)) return sync_directory(path.parent_path());
    fs::create_directories(temporary_directory(root_));
    create_directory_durably(root_ / "artifacts");
    create_directory_durably(path.parent_path());
    write_file(path, content, blob_mode, temporary_directory(root_));
  });
  return asset;
}

Asset BlobStore::import_file(const fs::path& file, std::string media_type) {
  const MappedFile content(file);
  Asset asset{.digest = Digest::of(content.bytes()),
              .media_type = std::move(media_type),
              .size = content.bytes().size()};
  const fs::path path = path_of(asset);
  as_storage_error([&] {
    content.sync(blob_mode);
    create_directory_durably(root_ / "artifacts");
    create_directory_durably(path.parent_path());
    if (!is_intact(path, asset)) link_over(file, path);
    sync_directory(path.parent_path());
  });
  return asset;
}

fs::path BlobStore::scratch() const {
  fs::path temporary = temporary_directory(root_);
  as_storage_error([&] { fs::create_directories(temporary); });
  return temporary;
}

Bytes BlobStore::get(const Asset& asset) const {
  const fs::path path = path_of(asset);
  refuse_missing_blob(path);
  const std::string content = as_storage_error([&] { return read_file(path, largest_blob); });
  const auto bytes = as_bytes(content);
  if (Digest::of(bytes) != asset.digest) refuse_damaged_blob(path, "its content has changed");
  return Bytes(bytes.begin(), bytes.end());
}

void BlobStore::check(const Asset& asset) const {
  const fs::path path = path_of(asset);
  refuse_missing_blob(path);
  const MappedFile content(path);
  if (Digest::of(content.bytes()) != asset.digest)
    refuse_damaged_blob(path, "its content has changed");
}

}  // namespace limner::store
