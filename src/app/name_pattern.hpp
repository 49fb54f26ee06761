// File names of exported pictures, from a pattern such as "{slug} {index}.{ext}".
#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

// The values of placeholders, by name: harmless parts of a file name.
using NameValues = std::map<std::string, std::string>;

// slug() of the text; `otherwise` when that is empty.
std::string name_part(std::string_view text, std::string_view otherwise);

// The text without what a file name cannot have: separators, control characters, a dot at its
// start. `otherwise` when nothing is left.
std::string file_name_part(std::string_view text, std::string_view otherwise);

// Of every field of an intake, by its path ("intent.style") and, where no other field ends
// alike, by its last name ("style").
NameValues intake_values(const nlohmann::json& intake);

class NamePattern {
 public:
  // Throws Error{usage} for a text that cannot be a file name, and for a brace without a pair.
  explicit NamePattern(std::string text);

  // Throws Error{usage} with the accepted names for a placeholder without a value. `ext` needs
  // none.
  void check(const NameValues& values) const;
  // At most 200 bytes and the extension. A pattern without an extension gets that of the file.
  // Throws as check().
  std::string name(const NameValues& values, std::string_view extension) const;

  bool uses(std::string_view placeholder) const;
  // The columns of {row.COLUMN}.
  std::vector<std::string> columns() const;

 private:
  struct Part {
    std::string text;
    bool is_placeholder;
  };

  std::string text_;
  std::vector<Part> parts_;
};

// Whether the name ends in the extension of a picture: png, jpg, jpeg or webp.
bool has_picture_extension(std::string_view name);

}  // namespace limner::app
