// Files that travel inside the binary. CMakeLists.txt says which.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace limner {

struct EmbeddedFile {
  std::string_view name;  // without its folder
  std::string_view content;
};

std::span<const EmbeddedFile> embedded_migrations();   // src/store/*.sql, in order
std::span<const EmbeddedFile> embedded_templates();    // templates/*.yaml
std::span<const EmbeddedFile> embedded_catalog();      // catalog/*.yaml
std::span<const EmbeddedFile> embedded_art();          // art/*: the art pack and its word tables
std::span<const EmbeddedFile> embedded_completions();  // completions/*

}  // namespace limner
