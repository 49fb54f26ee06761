// The intake's fields as a tree of groups. Internal to template.
#pragma once

#include <limner/template.hpp>

#include <string>
#include <vector>

namespace limner::templates {

// Either a field, or a group with parts.
struct IntakeBranch {
  std::string name;
  const IntakeField* field = nullptr;
  std::vector<IntakeBranch> parts;

  const IntakeBranch* find(std::string_view part) const;
  std::vector<std::string> names() const;
};

// The root group; refers to `fields`, which must outlive it.
IntakeBranch intake_tree(const std::vector<IntakeField>& fields);

}  // namespace limner::templates
