// A template's intake as JSON Schema.
#include "template/intake_tree.hpp"

#include <limner/template.hpp>

#include <algorithm>

namespace limner::templates {

namespace {

using nlohmann::json;

std::string_view json_type(FieldType type) {
  switch (type) {
    case FieldType::integer: return "integer";
    case FieldType::number: return "number";
    case FieldType::boolean: return "boolean";
    case FieldType::object: return "object";
    case FieldType::array:
    case FieldType::images: return "array";
    default: return "string";
  }
}

void put_bounds(json& schema, const IntakeField& field) {
  const bool needs_a_character =
      field.required && !field.min_length && json_type(field.type) == "string";
  if (needs_a_character) schema["minLength"] = 1;
  if (field.type == FieldType::images) {
    schema["items"] = {{"type", "string"}, {"minLength", 1}};
    if (field.required) schema["minItems"] = 1;
  }
  if (field.min_length) schema["minLength"] = *field.min_length;
  if (field.max_length) schema["maxLength"] = *field.max_length;
  if (field.minimum) schema["minimum"] = *field.minimum;
  if (field.maximum) schema["maximum"] = *field.maximum;
  if (!field.pattern.empty()) schema["pattern"] = field.pattern;
}

json schema_of(const IntakeField& field) {
  json schema{{"type", json_type(field.type)}};
  if (field.nullable) schema["type"] = {json_type(field.type), "null"};
  if (!field.help.empty()) schema["description"] = field.help;
  if (field.has_default) schema["default"] = field.default_value;
  if (!field.choices.empty()) {
    schema["enum"] = field.choices;
    if (field.nullable) schema["enum"].push_back(nullptr);
  }
  put_bounds(schema, field);
  return schema;
}

bool is_required(const IntakeBranch& branch) {
  if (branch.field != nullptr) return branch.field->required && !branch.field->has_default;
  return std::ranges::any_of(branch.parts, is_required);
}

json schema_of(const IntakeBranch& branch) {
  if (branch.field != nullptr) return schema_of(*branch.field);
  json schema{{"type", "object"},
              {"additionalProperties", false},
              {"properties", json::object()},
              {"required", json::array()}};
  for (const IntakeBranch& part : branch.parts) {
    schema["properties"][part.name] = schema_of(part);
    if (is_required(part)) schema["required"].push_back(part.name);
  }
  return schema;
}

}  // namespace

json intake_schema(const Template& workflow) {
  json schema = schema_of(intake_tree(workflow.intake));
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["title"] = workflow.name;
  if (!workflow.description.empty()) schema["description"] = workflow.description;
  return schema;
}

}  // namespace limner::templates
