#include "store/file_system.hpp"

#include "store/temporary_files.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/file_descriptor.hpp>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <system_error>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 22> network_types = {
    "nfs",       "nfs4",         "cifs",        "smb3",       "smbfs",        "smb",
    "ncpfs",     "afs",          "ceph",        "fuse.ceph",  "fuse.sshfs",   "fuse.glusterfs",
    "fuse.s3fs", "fuse.gcsfuse", "fuse.rclone", "fuse.davfs", "fuse.juicefs", "fuse.curlftpfs",
    "lustre",    "gpfs",         "beegfs",      "orangefs"};
constexpr std::array<std::string_view, 10> local_types = {
    "ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "f2fs", "bcachefs"};

constexpr std::uint64_t largest_mountinfo = 16 << 20;  // bytes
constexpr std::size_t probe_size = 32 << 10;           // bytes; a page of the log's index

// Octal escapes of white space and backslashes: "\040".
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 3 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '3') {
      plain += static_cast<char>((text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 +
                                 (text[at + 3] - '0'));
      at += 3;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

bool contains(const fs::path& directory, const fs::path& path) {
  const auto [end, rest] =
      std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
  return end == directory.end();
}

// One page of shared memory of a file.
class SharedPage {
 public:
  explicit SharedPage(int file)
      : start_(mmap(nullptr, probe_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)) {}
  SharedPage(const SharedPage&) = delete;
  SharedPage& operator=(const SharedPage&) = delete;
  ~SharedPage() {
    if (is_mapped()) munmap(start_, probe_size);
  }
  bool is_mapped() const { return start_ != MAP_FAILED; }
  volatile char& at(std::size_t offset) const {
    return static_cast<volatile char*>(start_)[offset];
  }

 private:
  void* start_;
};

bool shares_memory(int one, int other) {
  const SharedPage first(one), second(other);
  if (!first.is_mapped() || !second.is_mapped()) return false;
  first.at(0) = 'a';
  second.at(probe_size - 1) = 'b';
  return second.at(0) == 'a' && first.at(probe_size - 1) == 'b';
}

bool locks_exclude(int one, int other) {
  return flock(one, LOCK_EX | LOCK_NB) == 0 && flock(other, LOCK_SH | LOCK_NB) != 0;
}

[[noreturn]] void refuse_file_system(const fs::path& store, std::string_view type) {
  throw Error(ErrorCode::store_failed,
              "the store {} is on a network file system ({}), where several machines would "
              "overwrite each other's records",
              store.string(), type.empty() ? "without shared memory" : type)
      .with_help("use a store on a local disk: --store DIR; if only one machine uses it, set "
                 "store.allow_network_fs: true in your own settings");
}

}  // namespace

std::string file_system_type(std::string_view mountinfo, const fs::path& path) {
  std::string type;
  fs::path deepest;
  std::istringstream lines{std::string(mountinfo)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word, point;
    for (int field = 0; field < 5; ++field) words >> point;
    while (words >> word && word != "-") {
    }
    const fs::path directory = unescaped(point);
    // A later line of the same directory is mounted over the earlier one.
    if (!(words >> word) || !contains(directory, path) || !contains(deepest, directory)) continue;
    deepest = directory;
    type = word;
  }
  return type;
}

bool is_network_type(std::string_view type) {
  return std::ranges::find(network_types, type) != network_types.end();
}

bool has_shared_memory(const fs::path& directory) {
  std::string name = directory / "probe.XXXXXX";
  const FileDescriptor one(mkostemp(name.data(), O_CLOEXEC));
  if (one.get() < 0) return true;  // the store's own files will say why
  const FileDescriptor other(open(name.c_str(), O_RDWR | O_CLOEXEC));
  unlink(name.c_str());
  if (other.get() < 0 || ftruncate(one.get(), probe_size) != 0) return true;
  return shares_memory(one.get(), other.get()) && locks_exclude(one.get(), other.get());
}

void refuse_network_file_system(const fs::path& store, bool may_write) {
  std::error_code unknown;
  const fs::path place = fs::canonical(store, unknown);
  if (unknown) return;
  std::string type;
  try {
    type = file_system_type(read_file("/proc/self/mountinfo", largest_mountinfo), place);
  } catch (const Error&) {
    // Without /proc only the probe decides.
  }
  if (is_network_type(type)) refuse_file_system(store, type);
  if (!may_write || std::ranges::find(local_types, type) != local_types.end()) return;
  const fs::path temporary = temporary_directory(place);
  fs::create_directories(temporary, unknown);
  if (!unknown && !has_shared_memory(temporary)) refuse_file_system(store, type);
}

}  // namespace limner::store
