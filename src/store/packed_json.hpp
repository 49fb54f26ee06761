// JSON in the columns of the database. Only this file packs and unpacks it.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::store {

// Packs the JSON of one store. Used from any thread.
//
// Paths and file: URLs of files in the directory of the store are stored relative to it, in
// whatever text they are, so that a store that was moved names its present place. Digests and ids
// are stored in binary. The result is compressed with a dictionary of what runs have in common.
class JsonPacker {
 public:
  explicit JsonPacker(const std::filesystem::path& store);

  // Canonical JSON with marks in place of the store's directory: the same wherever the store is.
  std::string text_without_place(const nlohmann::json& value) const;

  // For a column of type blob. Not for comparisons: another version of zlib may compress equal
  // values to different bytes.
  std::string pack(const nlohmann::json& value) const;
  // JSON text. Throws Error{invalid_input} for bytes that pack() does not make.
  std::string unpack(std::string_view packed) const;

 private:
  std::string path_, url_;  // of the directory, with a slash at the end, as JSON has them
};

}  // namespace limner::store
