// Lists the paths that an expression may use.
#include "template/steps.hpp"
#include "template/value_type.hpp"

#include <limner/template.hpp>

#include <fmt/format.h>

namespace limner::templates {

namespace {

bool is_name(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  constexpr std::string_view more =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789-";
  return !text.empty() && letters.find(text[0]) != letters.npos &&
         text.find_first_not_of(more) == text.npos;
}

// tables.size["1:1"], where a plain name cannot stand.
std::string member_path(const std::string& base, const std::string& name) {
  return is_name(name) ? fmt::format("{}.{}", base, name) : fmt::format("{}[\"{}\"]", base, name);
}

// Intake groups and the four roots are not listed as values.
void list(const std::string& path, const ValueType& shape, bool is_value,
          std::vector<Variable>& out) {
  if (is_value) out.push_back({path, std::string(to_string(shape.type))});
  if (shape.type == ParamType::images) return list(path + "[0]", item_of(shape), true, out);
  for (const auto& [name, part] : shape.members) {
    const bool group = part.closed && part.type == ParamType::object;
    list(member_path(path, name), part, !group, out);
  }
}

}  // namespace

std::vector<Variable> variables(const Template& workflow,
                                std::span<const StepSignature* const> kinds) {
  std::vector<Variable> found;
  const ValueType scope = scope_type(workflow.intake, workflow.tables);
  for (const auto& [name, shape] : scope.members) {
    if (name != "steps") list(name, shape, false, found);
  }
  for (const StepSpec& step : workflow.steps) {
    if (const StepSignature* kind = find_kind(kinds, step.uses))
      list(member_path("steps", step.id), type_of(*kind), false, found);
  }
  return found;
}

}  // namespace limner::templates
