// A file for bytes that cannot be requested again.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace limner {

// Receives bytes in the order in which they arrive. What has been written survives the end of the
// process. When the file cannot be written any more (full disk, I/O error), or was removed,
// everything continues in a file of the temporary directory ($TMPDIR), else in memory. One thread
// at a time.
class IncomingFile {
 public:
  // Creates `file`, which must not exist, readable by its owner only, and reserves space for
  // `room` bytes. `spare_name` is the name of the file in the temporary directory, if one is
  // needed. Throws Error{artifact_storage_failed} when the file cannot be created or the space is
  // not available; then there is no file.
  IncomingFile(std::filesystem::path file, std::uint64_t room, std::string spare_name);
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  ~IncomingFile();  // removes the file when nothing was written

  // False when the bytes could be kept nowhere.
  bool write(std::string_view piece);
  // Replaces bytes that were written before.
  bool overwrite(std::uint64_t at, std::string_view bytes);
  std::uint64_t size() const { return size_; }

  // Releases the space that was not needed, and returns the file with everything. In memory its
  // path is valid in this process as long as the object; see is_in_memory().
  const std::filesystem::path& finish();

 private:
  bool is_in_place() const;
  void remove() const;
  bool move_to_spare();
  bool copy_to(int descriptor) const;

  std::filesystem::path file_;
  std::string spare_name_;  // empty: it was used
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

// Whether the path, of IncomingFile::finish(), is that of memory.
bool is_in_memory(const std::filesystem::path& file);

}  // namespace limner
