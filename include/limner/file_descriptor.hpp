// An open file, and writing all of some bytes to one. Functions may be called from several threads
// at once; an object is used by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace limner {

// Owns a file descriptor.
class FileDescriptor {
 public:
  explicit FileDescriptor(int value = -1) : value_(value) {}  // negative: none
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() { reset(); }

  int get() const { return value_; }
  void reset(int value = -1);  // closes the present one

 private:
  int value_;
};

// Write everything, at the end of what was written or from the offset `at` on, also when the kernel
// takes less at once or a signal interrupts. False with errno set; then a part may be written.
bool write_all(int descriptor, std::span<const std::byte> bytes);
bool write_all_at(int descriptor, std::uint64_t at, std::span<const std::byte> bytes);

}  // namespace limner
