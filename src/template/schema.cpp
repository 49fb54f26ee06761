// The format of templates as JSON Schema draft-07, printed from the tables that
// the loader walks.
#include "template/keys.hpp"

#include <limner/template.hpp>

#include <algorithm>

namespace limner::templates {

namespace {

using nlohmann::json;

json definition(std::string_view name) {
  return {{"$ref", "#/definitions/" + std::string(name)}};
}

// The loader accepts unquoted numbers and booleans as text.
json text_schema() {
  return {{"type", {"string", "number", "boolean"}}};
}

json or_expression(json schema) {
  return {{"anyOf", {std::move(schema), definition("expression")}}};
}

// null means absent.
json or_null(json schema) {
  if (schema.contains("type") && !schema.contains("enum")) {
    if (!schema["type"].is_array()) schema["type"] = json::array({schema["type"]});
    schema["type"].push_back("null");
  } else if (schema.contains("enum")) {
    schema["enum"].push_back(nullptr);
  } else if (schema.contains("anyOf")) {
    schema["anyOf"].push_back({{"type", "null"}});
  } else if (!schema.empty()) {
    return {{"anyOf", {std::move(schema), {{"type", "null"}}}}};
  }
  return schema;
}

json choices_schema(const std::vector<std::string_view>& choices) {
  json schema{{"enum", json::array()}};
  for (const std::string_view choice : choices) schema["enum"].push_back(choice);
  return schema;
}

// ---- parameters of step kinds ----

json param_type_schema(const ParamSpec& param) {
  switch (param.type) {
    case ParamType::integer: return {{"type", "integer"}};
    case ParamType::number: return {{"type", "number"}};
    case ParamType::boolean: return {{"type", "boolean"}};
    case ParamType::object: return {{"type", "object"}};
    case ParamType::list: return {{"type", "array"}};
    case ParamType::image:
    case ParamType::images:
      return {{"type", {"string", "array"}},
              {"pattern", R"(\$\{\{)"},
              {"items", {{"type", "string"}, {"pattern", R"(\$\{\{)"}}}};
    case ParamType::text:
    case ParamType::model: return text_schema();
    case ParamType::any: break;
  }
  return json::object();
}

json param_schema(const ParamSpec& param) {
  json schema = param.choices.empty() ? param_type_schema(param) : choices_schema(param.choices);
  if (param.minimum) schema["minimum"] = *param.minimum;
  if (param.maximum) schema["maximum"] = *param.maximum;
  if (!schema.empty()) schema = or_expression(std::move(schema));
  if (!param.required) schema = or_null(std::move(schema));
  schema["description"] = param.help;
  return schema;
}

json with_schema(const StepSignature& kind) {
  json schema{{"type", "object"},
              {"description", kind.summary},
              {"additionalProperties", false},
              {"properties", json::object()},
              {"required", json::array()}};
  for (const ParamSpec& param : kind.params) {
    schema["properties"][std::string(param.name)] = param_schema(param);
    if (param.required) schema["required"].push_back(param.name);
  }
  return schema;
}

// ---- keys ----

class KeySchemas {
 public:
  explicit KeySchemas(std::span<const StepSignature* const> kinds) : kinds_(kinds) {}

  json object(const KeyTable& table) const {
    json schema{{"type", "object"},
                {"additionalProperties", false},
                {"properties", json::object()},
                {"required", json::array()}};
    for (const Key& key : table.keys) {
      json value = of(key);
      if (!key.required) value = or_null(std::move(value));
      value["description"] = key.help;
      schema["properties"][std::string(key.name)] = std::move(value);
      if (key.required) schema["required"].push_back(key.name);
    }
    return schema;
  }

 private:
  json of(const Key& key) const {
    if (const TextForm* form = find_text_form(key.type)) return text_form_schema(*form);
    switch (key.type) {
      case KeyType::format: return {{"const", 1}};
      case KeyType::choice: return choices_schema(key.choices);
      case KeyType::pattern: return {{"type", "string"}, {"format", "regex"}};
      case KeyType::boolean: return {{"type", "boolean"}};
      case KeyType::count: return {{"type", "integer"}, {"minimum", 0}};
      case KeyType::number: return {{"type", "number"}};
      case KeyType::condition:
        return {{"anyOf", {{{"type", "boolean"}}, definition("expression")}}};
      case KeyType::texts: return {{"type", "array"}, {"items", text_schema()}};
      case KeyType::object: return object(*key.keys);
      case KeyType::own: return own(key.name);
      default: return text_schema();
    }
  }

  static json text_form_schema(const TextForm& form) {
    const bool may_be_number = form.type == KeyType::money || form.type == KeyType::credits;
    json schema{{"type", "string"}, {"pattern", form.pattern}};
    if (may_be_number) {
      schema["type"] = {"string", "number"};
      schema["minimum"] = 0;
    }
    return schema;
  }

  json own(std::string_view name) const {
    if (name == "steps") return {{"type", "array"}, {"minItems", 1}, {"items", definition("step")}};
    if (name == "tables")
      return {{"type", "object"}, {"additionalProperties", {{"type", "object"}}}};
    if (name == "enum") return {{"type", "array"}, {"minItems", 1}};
    if (name == "uses") return uses();
    if (name == "default") return json::object();
    return {{"type", "object"}};
  }

  json uses() const {
    json schema{{"enum", json::array()}};
    for (const StepSignature* kind : kinds_) schema["enum"].push_back(kind->name);
    return schema;
  }

  std::span<const StepSignature* const> kinds_;
};

json step_schema(const KeySchemas& keys, std::span<const StepSignature* const> kinds) {
  json schema = keys.object(step_keys());
  schema.erase("required");  // required only without `extends`
  schema["allOf"] = json::array();
  for (const StepSignature* kind : kinds) {
    json then{{"properties", {{"with", definition("with." + std::string(kind->name))}}}};
    if (std::ranges::any_of(kind->params, &ParamSpec::required)) then["required"] = {"with"};
    const json uses{{"properties", {{"uses", {{"const", kind->name}}}}}, {"required", {"uses"}}};
    schema["allOf"].push_back({{"if", uses}, {"then", std::move(then)}});
  }
  return schema;
}

// A part of the intake with a type of its own is a field; any other is a group.
json intake_part() {
  const json has_type{{"properties", {{"type", {{"type", "string"}}}}}, {"required", {"type"}}};
  return {{"type", "object"},
          {"if", has_type},
          {"then", definition("field")},
          {"else", definition("group")}};
}

// Not propertyNames: some validators fail on it in recursive schemas.
json group_schema() {
  const std::string name(find_text_form(KeyType::step_id)->pattern);
  return {{"type", "object"},
          {"patternProperties", {{name, definition("intakePart")}}},
          {"additionalProperties", false}};
}

// Keys are required only in templates without `extends`.
void require_keys_without_extends(json& schema) {
  const json extends{{"required", {"extends"}}};
  const json step{{"required", {"uses"}}};
  const json intake{{"anyOf", {definition("group"), {{"type", "null"}}}}};
  schema["required"] = {"schema", "id"};
  schema["if"] = extends;
  schema["then"] = true;
  schema["else"] = {{"required", {"steps"}},
                    {"properties", {{"steps", {{"items", step}}}, {"intake", intake}}}};
}

}  // namespace

json template_schema(std::span<const StepSignature* const> kinds) {
  const KeySchemas keys(kinds);
  json schema = keys.object(template_keys());
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["title"] = "limner workflow template, format 1";
  require_keys_without_extends(schema);
  json& definitions = schema["definitions"];
  definitions["expression"] = {{"type", "string"}, {"pattern", "\\$\\{\\{"}};
  definitions["field"] = keys.object(field_keys());
  definitions["group"] = group_schema();
  definitions["intakePart"] = intake_part();
  definitions["step"] = step_schema(keys, kinds);
  for (const StepSignature* kind : kinds)
    definitions["with." + std::string(kind->name)] = with_schema(*kind);
  return schema;
}

}  // namespace limner::templates
