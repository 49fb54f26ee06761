// Creates projects.
#pragma once

#include "app/context.hpp"

#include <filesystem>
#include <string>

namespace limner::app {

struct NewProject {
  std::filesystem::path root;   // absolute
  std::filesystem::path store;  // its .limner
  bool created = false;         // false: it was a project before
};

// Creates the directories of a project at `directory`, relative to the working directory,
// and a limner.yaml that lists every setting; existing files stay unchanged. Throws
// Error{store_failed}.
NewProject create_project(const Context& context, const std::string& directory);

}  // namespace limner::app
