// Finding and loading the templates of tests/templates.
#pragma once

#include "kinds.hpp"

#include <limner/file.hpp>
#include <limner/template.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace limner::templates::corpus {

inline std::filesystem::path folder() {
  return std::filesystem::path(LIMNER_SOURCE) / "tests" / "templates";
}

// In the order of their names.
inline std::vector<std::filesystem::path> files(const std::string& part) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder() / part)) {
    if (entry.path().extension() != ".expected") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

// `extends` finds its templates beside the one that names them, or among the good.
inline Template load(const std::filesystem::path& path) {
  const TemplateFinder find = [&](std::string_view name) -> std::optional<TemplateText> {
    for (const auto& place : {path.parent_path(), folder() / "good"}) {
      const auto file = place / (std::string(name) + ".yaml");
      if (std::filesystem::exists(file))
        return TemplateText{read_file(file), file.filename().string()};
    }
    return std::nullopt;
  };
  return load_template({read_file(path), path.filename().string()}, fakes::kinds(), find);
}

}  // namespace limner::templates::corpus
