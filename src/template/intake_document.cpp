// Reads the inputs of a run from a document: scalars by the type of their field.
#include "template/field_value.hpp"
#include "template/intake_tree.hpp"

#include <limner/template.hpp>

namespace limner::templates {

namespace {

using nlohmann::json;

json branch_from(const IntakeBranch& branch, const Node& node) {
  if (branch.field != nullptr) return value_from(*branch.field, node);
  if (node.kind != NodeKind::map) return node.to_json();
  json values = json::object();
  for (const auto& [name, value] : node.entries) {
    const IntakeBranch* part = branch.find(name.text);
    values[name.text] = part != nullptr ? branch_from(*part, value) : value.to_json_as_written();
  }
  return values;
}

}  // namespace

json intake_from(const Template& workflow, const Node& document) {
  return branch_from(intake_tree(workflow.intake), document);
}

}  // namespace limner::templates
