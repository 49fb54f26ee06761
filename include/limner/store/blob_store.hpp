// Files of the store, named by the digest of their content.
#pragma once

#include <limner/asset.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace limner::store {

// artifacts/ab/<sha256>.<ext> in the store's directory, mode 0444, where "ab" are the first
// two digits. Has no state besides the path: several threads and processes may use one store.
// Functions that fail throw Error{artifact_storage_failed}; a file is then complete or absent,
// never partial.
class BlobStore {
 public:
  explicit BlobStore(std::filesystem::path root);  // the store's directory

  // Stores `content` and returns when file and directory entry are on disk. An intact file of
  // the same content is not written again. Width and height in pixels; 0: not a picture.
  Asset put(std::span<const std::byte> content, std::string media_type, int width = 0,
            int height = 0);
  // The same for a file of scratch(), which remains and becomes read-only; its content must
  // not change afterwards, because the blob may be a hard link to it.
  Asset import_file(const std::filesystem::path& file, std::string media_type);
  // The directory tmp/ of the store, created if missing. Files in it that are older than a day
  // are removed by the next writer.
  std::filesystem::path scratch() const;

  // The content, at most 4 GiB. Throws Error{store_damaged} when the file is missing or its
  // content is not the asset's.
  Bytes get(const Asset& asset) const;
  void check(const Asset& asset) const;  // the same without reading it into memory
  std::filesystem::path path_of(const Asset& asset) const;  // whether or not it exists
  std::string key_of(const Asset& asset) const;             // "ab/<sha256>.<ext>"

 private:
  std::filesystem::path root_;
};

}  // namespace limner::store
