#include <limner/file_descriptor.hpp>

#include <unistd.h>

#include <cerrno>

namespace limner {

namespace {

// `write_some` writes a beginning of its argument and returns the number of bytes, or -1.
template <class WriteSome>
bool write_pieces(std::span<const std::byte> bytes, const WriteSome& write_some) {
  while (!bytes.empty()) {
    const ssize_t written = write_some(bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

void FileDescriptor::reset(int value) {
  if (value_ >= 0) close(value_);
  value_ = value;
}

bool write_all(int descriptor, std::span<const std::byte> bytes) {
  return write_pieces(bytes, [&](std::span<const std::byte> rest) {
    return write(descriptor, rest.data(), rest.size());
  });
}

bool write_all_at(int descriptor, std::uint64_t at, std::span<const std::byte> bytes) {
  return write_pieces(bytes, [&](std::span<const std::byte> rest) {
    const auto done = bytes.size() - rest.size();
    return pwrite(descriptor, rest.data(), rest.size(), static_cast<off_t>(at + done));
  });
}

}  // namespace limner
