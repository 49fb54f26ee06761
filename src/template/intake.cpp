// Validates the given intake against the template's fields.
#include "template/field_value.hpp"
#include "template/intake_tree.hpp"
#include "template/messages.hpp"

#include <limner/document.hpp>
#include <limner/error.hpp>
#include <limner/template.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

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
      return *value;
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

[[noreturn]] void refuse_value(const IntakeField& field, std::string_view text,
                               const ParseFault& why) {
  Problem problem{.message = fmt::format("{} must be {}, not {}", name_of(field),
                                         kind_of(field.type), quoted_value(std::string(text))),
                  .type = why.type,
                  .loc = {"intake"},
                  .mark = {},
                  .help = why.help};
  problem.loc.insert(problem.loc.end(), field.path.begin(), field.path.end());
  Error error(ErrorCode::invalid_intake, "{}", problem.message);
  error.with_help(problem.help);
  throw error.with_problems({std::move(problem)});
}

json boolean(const IntakeField& field, std::string_view text) {
  static constexpr std::array<std::string_view, 4> yes{"true", "yes", "on", "1"};
  static constexpr std::array<std::string_view, 4> no{"false", "no", "off", "0"};
  if (std::ranges::find(yes, text) != yes.end()) return true;
  if (std::ranges::find(no, text) != no.end()) return false;
  refuse_value(field, text, {"bool_parsing", "write true or false"});
}

json integer(const IntakeField& field, std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  refuse_value(field, text, {"int_parsing", "write digits only"});
}

// A JSON number keeps its type: 2 is an integer, 2.0 is not.
json number_from(const IntakeField& field, std::string_view text) {
  json value = json::parse(text, nullptr, false);
  if (value.is_number()) return value;
  refuse_value(field, text, {"float_parsing", "write digits and a point: 0.5"});
}

// JSON or YAML; or, for a map, one key=value.
json structured(const IntakeField& field, std::string_view text) {
  const bool wants_map = field.type == FieldType::object;
  const auto equals = text.find('=');
  if (wants_map && equals != text.npos && !text.starts_with('{'))
    return json{{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))}};
  try {
    json value = parse_document(std::string(text), name_of(field)).root.to_json();
    if (wants_map ? value.is_object() : value.is_array()) return value;
  } catch (const Error&) {
    // refused below, with the field's name
  }
  refuse_value(field, text,
               {wants_map ? "dict_parsing" : "list_parsing",
                wants_map ? "write key=value or {\"key\": \"value\"}" : "write [\"a\", \"b\"]"});
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
