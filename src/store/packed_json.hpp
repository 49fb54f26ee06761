// JSON in the columns of the database, packed: this is the only file that packs and unpacks it.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::store {

// Packs the JSON of one store. Paths and file: URLs of files in the directory of the store are
// stored relative to it, in whatever text they stand, so that a store that was moved names its
// present place. Used from any thread.
class JsonPacker {
 public:
  explicit JsonPacker(const std::filesystem::path& store);

  // Canonical JSON with the marks in place of the store's directory. Equal values have equal text.
  std::string pack(const nlohmann::json& value) const;
  // JSON text. Throws Error{store_damaged} for a text that pack() does not make.
  std::string unpack(std::string_view packed) const;

 private:
  std::string path_, url_;  // of the directory, with a slash at the end, as JSON has them
};

}  // namespace limner::store
