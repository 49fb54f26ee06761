// Builds the tree of groups from the paths of fields.
#include "template/intake_tree.hpp"

#include <algorithm>

namespace limner::templates {

namespace {

IntakeBranch& part_of(IntakeBranch& group, const std::string& name) {
  const auto found = std::ranges::find(group.parts, name, &IntakeBranch::name);
  return found != group.parts.end() ? *found : group.parts.emplace_back(IntakeBranch{.name = name});
}

}  // namespace

const IntakeBranch* IntakeBranch::find(std::string_view part) const {
  const auto found = std::ranges::find(parts, part, &IntakeBranch::name);
  return found == parts.end() ? nullptr : &*found;
}

std::vector<std::string> IntakeBranch::names() const {
  std::vector<std::string> names;
  for (const IntakeBranch& part : parts) names.push_back(part.name);
  return names;
}

IntakeBranch intake_tree(const std::vector<IntakeField>& fields) {
  IntakeBranch root;
  for (const IntakeField& field : fields) {
    IntakeBranch* place = &root;
    for (const std::string& name : field.path) place = &part_of(*place, name);
    place->field = &field;
  }
  return root;
}

}  // namespace limner::templates
