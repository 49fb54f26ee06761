// Immutable files named by their content.
#include "store/drafts.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/store.hpp>

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace limner {

namespace fs = std::filesystem;

namespace {

constexpr unsigned blob_mode = 0444;
constexpr std::uint64_t largest_blob = 1ull << 32;  // bytes

// Runs `work`; what goes wrong in it is a failure to store an artifact.
template <class Work>
auto storing(Work&& work) {
  try {
    return work();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::artifact_storage_failed, "cannot create {}: {}", error.path1().string(),
                error.code().message());
  } catch (const Error& error) {
    throw Error(ErrorCode::artifact_storage_failed, "{}", error.what());
  }
}

// A new directory's own name must outlive a power cut too.
void create_directory_durably(const fs::path& directory) {
  if (fs::create_directory(directory)) sync_directory(directory.parent_path());
}

bool is_intact(const fs::path& path, const Asset& asset) {
  std::error_code missing;
  if (fs::file_size(path, missing) != asset.size || missing) return false;
  return Digest::of(read_file(path, largest_blob)) == asset.digest;
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
  storing([&] {
    // Whoever put it there may not have come to the fsync of its name yet.
    if (is_intact(path, asset)) return sync_directory(path.parent_path());
    fs::create_directories(drafts_of(root_));
    create_directory_durably(root_ / "artifacts");
    create_directory_durably(path.parent_path());
    write_file(path, content, blob_mode, drafts_of(root_));
  });
  return asset;
}

Bytes BlobStore::get(const Asset& asset) const {
  const fs::path path = path_of(asset);
  const std::string content = storing([&] { return read_file(path, largest_blob); });
  const auto bytes = as_bytes(content);
  if (Digest::of(bytes) != asset.digest) {
    throw Error(ErrorCode::artifact_storage_failed, "{} is damaged: its content has changed",
                path.string())
        .with_help("restore the file from a backup, or make the picture again");
  }
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace limner
