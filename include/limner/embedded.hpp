// Files compiled into the binary; CMakeLists.txt lists them. All views are static: they are
// valid for the whole run of the program and may be read from several threads at once.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace limner {

struct EmbeddedFile {
  std::string_view name;  // file name without folder
  std::string_view content;
};

std::span<const EmbeddedFile> embedded_migrations();    // src/store/*.sql, in the order to apply
std::span<const EmbeddedFile> embedded_dictionaries();  // src/store/*.dictionary, never edited
std::span<const EmbeddedFile> embedded_templates();     // templates/*.yaml
std::span<const EmbeddedFile> embedded_catalog();       // catalog/*.yaml
std::span<const EmbeddedFile> embedded_art();           // art/*: the art pack and its word tables
std::span<const EmbeddedFile> embedded_completions();   // completions/*

}  // namespace limner
