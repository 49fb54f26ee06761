// Validates the given intake against the template's fields.
#include "template/field_value.hpp"
#include "template/intake_tree.hpp"
#include "template/messages.hpp"

#include <limner/document.hpp>
#include <limner/error.hpp>
#include <limner/scalar.hpp>
#include <limner/template.hpp>
#include <limner/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace limner::templates {

namespace {

using nlohmann::json;
using Loc = std::vector<std::string>;

constexpr std::size_t most_intake_problems =
    100;  // bounds the report of an object with many unknown keys

Loc inside(Loc loc, const std::string& name) {
  loc.push_back(name);
  return loc;
}

std::string how_to_add(const IntakeField& field) {
  if (!field.flag.empty()) return fmt::format("add --{} …", field.flag);
  const bool picture = field.type == FieldType::image || field.type == FieldType::images;
  return picture ? "add --image …" : fmt::format("add --set {}=…", name_of(field));
}

class IntakeValidator {
 public:
  json group(const IntakeBranch& branch, const json& given, const Loc& loc) {
    const json none = json::object();
    const json& values = given.is_null() ? none : given;
    json taken = json::object();
    if (!values.is_object()) {
      add("dict_type",
          fmt::format("{} must be a group of values, not {}",
                      branch.name.empty() ? "the intake" : branch.name, kind_of(values)),
          loc,
          branch.parts.empty() ? "" : fmt::format("write {{\"{}\": …}}", branch.parts[0].name));
      return taken;
    }
    refuse_unknown_keys(branch, values, loc);
    for (const IntakeBranch& part : branch.parts) {
      const Loc place = inside(loc, part.name);
      const auto found = values.find(part.name);
      const json* value = found == values.end() ? nullptr : &*found;
      taken[part.name] = part.field != nullptr ? leaf(*part.field, value, place)
                                               : group(part, value ? *value : json(), place);
    }
    return taken;
  }

  void throw_if_any(const Template& workflow) {
    if (problems_.empty()) return;
    const bool single = problems_.size() == 1;
    const std::string all =
        fmt::format("{} problems with the intake of {}", problems_.size(), workflow.id);
    Error error(ErrorCode::invalid_intake, "{}", single ? problems_.front().message : all);
    const std::string& help = problems_.front().help;
    error.with_help(single && !help.empty()
                        ? help
                        : fmt::format("list its fields: limner templates show {}", workflow.id));
    throw error.with_problems(std::move(problems_));
  }

 private:
  void add(std::string type, std::string message, Loc loc, std::string help) {
    if (problems_.size() == most_intake_problems) return;
    problems_.push_back({.message = std::move(message),
                         .type = std::move(type),
                         .loc = std::move(loc),
                         .mark = {},
                         .help = std::move(help)});
  }

  void refuse_unknown_keys(const IntakeBranch& branch, const json& values, const Loc& loc) {
    for (const auto& [name, value] : values.items()) {
      if (branch.find(name) != nullptr) continue;
      add("unknown_key", fmt::format("unknown field {}", quoted_value(name)), inside(loc, name),
          suggestion(name, branch.names()));
    }
  }

  json leaf(const IntakeField& field, const json* value, const Loc& loc) {
    if (value != nullptr) {
      for (ValueFault& fault : check_value(field, *value, name_of(field)))
        add(std::move(fault.type), std::move(fault.message), loc, std::move(fault.help));
      return known_name(field, *value);
    }
    if (field.has_default) return field.default_value;
    if (field.required)
      add("missing", fmt::format("{} is required", name_of(field)), loc, how_to_add(field));
    return nullptr;
  }

  std::vector<Problem> problems_;
};

struct ParseFault {
  std::string type;
  std::string help;
};

[[noreturn]] void refuse_field(const IntakeField& field, std::string message,
                               const ParseFault& why) {
  Problem problem{.message = std::move(message),
                  .type = why.type,
                  .loc = {"intake"},
                  .mark = {},
                  .help = why.help};
  problem.loc.insert(problem.loc.end(), field.path.begin(), field.path.end());
  Error error(ErrorCode::invalid_intake, "{}", problem.message);
  error.with_help(problem.help);
  throw error.with_problems({std::move(problem)});
}

[[noreturn]] void refuse_value(const IntakeField& field, std::string_view text,
                               const ParseFault& why) {
  refuse_field(
      field,
      fmt::format("{} must be {}, not {}", name_of(field), kind_of(field.type), in_quotes(text)),
      why);
}

// `error` of parse_document(): its first problem has the line and column within the value.
[[noreturn]] void refuse_syntax(const IntakeField& field, const Error& error, ParseFault why) {
  if (error.problems().empty()) refuse_field(field, error.what(), why);
  const Problem& problem = error.problems().front();
  if (!problem.help.empty()) why.help = problem.help;
  const Mark place = problem.mark.value_or(Mark{.line = 1, .column = 1});
  refuse_field(field,
               place.line == 1 ? fmt::format("{}: {} (character {})", name_of(field),
                                             problem.message, place.column)
                               : fmt::format("{}: {} (line {}, character {})", name_of(field),
                                             problem.message, place.line, place.column),
               why);
}

json boolean(const IntakeField& field, std::string_view text) {
  if (const std::optional<bool> value = parse_boolean(text)) return *value;
  refuse_value(field, text, {"bool_parsing", "write true or false"});
}

json integer(const IntakeField& field, std::string_view text) {
  if (std::optional<json> value = parse_integer(text)) return *std::move(value);
  if (!is_decimal_integer(text)) refuse_value(field, text, {"int_parsing", "write digits only"});
  return std::string(text);  // over 64 bits: check_value() names the limit
}

// A number keeps its type: 2 is an integer, 2.0 is not.
json number_from(const IntakeField& field, std::string_view text) {
  if (std::optional<json> value = parse_integer(text)) return *std::move(value);
  if (const std::optional<double> value = parse_decimal(text)) return *value;
  refuse_value(field, text, {"float_parsing", "write digits and a point: 0.5"});
}

// JSON or YAML; or, for a map, one key=value.
json structured(const IntakeField& field, std::string_view text) {
  const bool wants_map = field.type == FieldType::object;
  const auto equals = text.find('=');
  if (wants_map && equals != text.npos && !text.starts_with('{'))
    return json{{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))}};
  const std::string type = wants_map ? "dict_parsing" : "list_parsing";
  const std::string help =
      wants_map ? "write key=value or {\"key\": \"value\"}" : "write [\"a\", \"b\"]";
  try {
    json value = parse_document(std::string(text), name_of(field)).root.to_json();
    if (wants_map ? value.is_object() : value.is_array()) return value;
  } catch (const Error& error) {
    const bool is_attempt = text.starts_with('{') || text.starts_with('[');
    if (is_attempt) refuse_syntax(field, error, {type, help});
  }
  refuse_value(field, text, {type, help});
}

}  // namespace

json validate_intake(const Template& workflow, const json& given) {
  IntakeValidator taker;
  json taken = taker.group(intake_tree(workflow.intake), given, {"intake"});
  taker.throw_if_any(workflow);
  return taken;
}

json intake_value(const IntakeField& field, std::string_view text) {
  const bool free_text = field.type == FieldType::string && field.choices.empty();
  if (field.nullable && !free_text && text == "null") return nullptr;
  switch (field.type) {
    case FieldType::string:
    case FieldType::image:
    case FieldType::model: return std::string(text);
    case FieldType::integer: return integer(field, text);
    case FieldType::number: return number_from(field, text);
    case FieldType::boolean: return boolean(field, text);
    case FieldType::images: return json::array({std::string(text)});
    case FieldType::object:
    case FieldType::array: return structured(field, text);
  }
  return nullptr;
}

}  // namespace limner::templates
