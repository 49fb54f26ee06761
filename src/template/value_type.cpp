// The types of intake fields, tables and step outputs.
#include "template/value_type.hpp"

#include <limner/unicode.hpp>

#include <algorithm>
#include <array>

namespace limner::templates {

namespace {

using nlohmann::json;

ParamType param_type(FieldType type) {
  switch (type) {
    case FieldType::string: return ParamType::text;
    case FieldType::integer: return ParamType::integer;
    case FieldType::number: return ParamType::number;
    case FieldType::boolean: return ParamType::boolean;
    case FieldType::object: return ParamType::object;
    case FieldType::array: return ParamType::list;
    case FieldType::image: return ParamType::image;
    case FieldType::images: return ParamType::images;
    case FieldType::model: return ParamType::model;
  }
  return ParamType::any;
}

ParamType param_type(const json& value) {
  if (value.is_string()) return ParamType::text;
  if (value.is_boolean()) return ParamType::boolean;
  if (value.is_number_integer()) return ParamType::integer;
  if (value.is_number()) return ParamType::number;
  if (value.is_array()) return ParamType::list;
  return value.is_object() ? ParamType::object : ParamType::any;
}

ValueType group() {
  return {.type = ParamType::object, .closed = true};
}

ValueType& member(ValueType& object, const std::string& name) {
  for (auto& [known, shape] : object.members) {
    if (known == name) return shape;
  }
  object.members.push_back({name, group()});
  return object.members.back().shape;
}

}  // namespace

const ValueType* ValueType::find(std::string_view name) const {
  auto found = std::ranges::find(members, name, &Member::name);
  if (found == members.end())
    found = std::ranges::find_if(
        members, [&](const Member& member) { return is_same_name(member.name, name); });
  return found == members.end() ? nullptr : &found->shape;
}

std::vector<std::string> ValueType::names() const {
  std::vector<std::string> names;
  for (const auto& [name, shape] : members) names.push_back(name);
  return names;
}

ValueType type_of(const IntakeField& field) {
  ValueType shape{.type = param_type(field.type)};
  if (field.type == FieldType::image) return image_type();
  if (field.type == FieldType::images) shape.members = image_type().members;
  if (field.type != FieldType::string) return shape;
  for (const json& choice : field.choices) shape.choices.push_back(choice.get<std::string>());
  return shape;
}

// Pictures are records, and a step's `objects` are records of what it published.
ValueType type_of(const OutputSpec& output) {
  ValueType shape = image_type();
  if (output.name == "objects") {
    for (const char* name : {"kind", "bucket", "objectKey", "signedUrl", "role"})
      shape.members.push_back({name, {.type = ParamType::text}});
  }
  if (output.type == ParamType::image) return shape;
  if (output.type != ParamType::images) return {.type = output.type};
  return {.type = ParamType::images, .members = std::move(shape.members)};
}

ValueType type_of(const json& value) {
  ValueType shape{.type = param_type(value), .closed = value.is_object()};
  if (!value.is_object()) return shape;
  for (const auto& [name, part] : value.items()) shape.members.push_back({name, type_of(part)});
  return shape;
}

ValueType type_of(const StepSignature& kind) {
  ValueType shape = group();
  for (const OutputSpec& output : kind.outputs)
    shape.members.push_back({std::string(output.name), type_of(output)});
  return shape;
}

ValueType image_type() {
  static constexpr std::array texts{"id",        "file_url", "file_name",
                                    "file_type", "sha256",   "artifactId"};
  static constexpr std::array numbers{"file_size", "width", "height"};
  ValueType shape{.type = ParamType::image, .closed = true};
  for (const char* name : texts) shape.members.push_back({name, {.type = ParamType::text}});
  for (const char* name : numbers) shape.members.push_back({name, {.type = ParamType::integer}});
  return shape;
}

ValueType item_of(const ValueType& list) {
  if (list.type != ParamType::images || list.members.empty()) return {};
  return {.type = ParamType::image, .closed = true, .members = list.members};
}

ValueType scope_type(const std::vector<IntakeField>& intake, const json& tables) {
  ValueType scope = group();
  ValueType fields = group();
  for (const IntakeField& field : intake) {
    ValueType* place = &fields;
    for (const std::string& part : field.path) place = &member(*place, part);
    *place = type_of(field);
  }
  scope.members.push_back({"intake", std::move(fields)});
  scope.members.push_back({"tables", type_of(tables)});
  scope.members.push_back({"steps", group()});
  ValueType run = group();
  run.members = {{"id", {.type = ParamType::text}},
                 {"seed", {.type = ParamType::integer}},
                 {"take", {.type = ParamType::integer}}};
  scope.members.push_back({"run", std::move(run)});
  return scope;
}

}  // namespace limner::templates
