// Fields and groups of fields; their defaults, choices and flags.
#include "template/intake_fields.hpp"

#include "template/field_value.hpp"
#include "template/keys.hpp"
#include "template/messages.hpp"
#include "template/reader.hpp"
#include "template/reserved_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace limner::templates {

namespace {

using nlohmann::json;

// Keys that apply to some types only.
struct Restriction {
  std::string_view key;
  std::string_view of;
  std::vector<FieldType> types;
};

const std::vector<Restriction>& restrictions() {
  using enum FieldType;
  static const std::vector<Restriction> rows{
      {"minLength", "text", {string, image, model}},
      {"maxLength", "text", {string, image, model}},
      {"pattern", "text", {string, image, model}},
      {"minimum", "numbers", {integer, number}},
      {"maximum", "numbers", {integer, number}},
      {"enum", "text and numbers", {string, model, integer, number}},
  };
  return rows;
}

template <class Value>
std::optional<Value> optional(const json& values, const char* key) {
  if (!values.contains(key)) return std::nullopt;
  return values.at(key).get<Value>();
}

class IntakeReader {
 public:
  explicit IntakeReader(Problems& problems) : problems_(problems) {}

  json group(const Node& map, const std::vector<std::string>& path) {
    json canonical = json::object();
    for (const auto& [name, value] : map.entries) {
      const Loc loc = loc_of(path) / name.text;
      if (!fits(*find_text_form(KeyType::step_id), name.text)) {
        problems_.add(name, loc, "value",
                      fmt::format("{} cannot be a field's name", quoted_value(name.text)),
                      "use letters, digits, _ and -, not starting with a digit");
      } else if (value.kind != NodeKind::map) {
        problems_.add(value, loc, "type",
                      fmt::format("{} must be a field or a group of fields, not {}", name.text,
                                  kind_of(value)),
                      fmt::format("write {}: {{type: string}}", name.text));
      } else {
        const Loc inner = path / name.text;
        canonical[name.text] = is_field(value) ? field(name, value, inner) : group(value, inner);
      }
    }
    return canonical;
  }

  std::vector<IntakeField> fields() && { return std::move(fields_); }

 private:
  static Loc loc_of(const std::vector<std::string>& path) {
    Loc loc{"intake"};
    loc.insert(loc.end(), path.begin(), path.end());
    return loc;
  }

  // A group holds maps only; a field has a type. A group may have a field called type.
  static bool is_field(const Node& map) {
    const Node* type = map.find("type");
    if (type != nullptr) return type->kind != NodeKind::map;
    return map.entries.empty() || std::ranges::none_of(map.entries, [](const auto& entry) {
             return entry.second.kind == NodeKind::map;
           });
  }

  json field(const Node& name, const Node& map, const std::vector<std::string>& path) {
    const Loc loc = loc_of(path);
    json values = read_map(map, field_keys(), loc, problems_);
    if (!values.contains("type")) {
      // Its type is reported; without the field, each expression that uses it would be too.
      fields_.push_back({.path = path, .type = meant_type(map)});
      return values;
    }
    IntakeField field{.path = path};
    field.type = parse_enum<FieldType>(values.value("type", "")).value_or(field.type);
    fill(field, values);
    refuse_misplaced_keys(field, map, loc);
    read_choices(field, map, loc, values);
    read_default(field, map, loc, values);
    check_bounds(field, map, loc);
    if (!field.flag.empty()) claim_flag(field, name, map, loc);
    fields_.push_back(std::move(field));
    return values;
  }

  // The type that a misspelt one is near to; text for any other.
  static FieldType meant_type(const Node& map) {
    const Node* type = map.find("type");
    const std::vector<std::string> words = list_words<FieldType, std::string>();
    const std::string near = type == nullptr ? "" : nearest_choice(type->text, words);
    return parse_enum<FieldType>(near).value_or(FieldType::string);
  }

  static void fill(IntakeField& field, const json& values) {
    field.required = values.value("required", false);
    field.nullable = values.value("nullable", false);
    field.pattern = values.value("pattern", "");
    field.min_length = optional<std::int64_t>(values, "minLength");
    field.max_length = optional<std::int64_t>(values, "maxLength");
    field.minimum = optional<double>(values, "minimum");
    field.maximum = optional<double>(values, "maximum");
    field.flag = values.value("flag", "");
    field.help = values.value("help", "");
  }

  void refuse_misplaced_keys(IntakeField& field, const Node& map, const Loc& loc) {
    for (const Restriction& rule : restrictions()) {
      if (std::ranges::find(rule.types, field.type) != rule.types.end()) continue;
      for (const auto& [key, value] : map.entries) {
        if (key.text == rule.key)
          problems_.add(
              key, loc / rule.key, "value",
              fmt::format("{} is for {}, not for {}", rule.key, rule.of, kind_of(field.type)),
              fmt::format("remove {}, or change the type", rule.key));
      }
    }
  }

  void read_choices(IntakeField& field, const Node& map, const Loc& loc, json& values) {
    const Node* list = find_value(map, "enum");
    if (list == nullptr) return;
    if (expect(list, NodeKind::list, "enum", loc / "enum", problems_) == nullptr) return;
    if (list->items.empty())
      problems_.add(*list, loc / "enum", "value", "enum is empty", "list the accepted values");
    IntakeField without = field;
    without.required = false;
    for (const Node& item : list->items) {
      json choice = value_from(without, item);
      for (const ValueFault& fault : check_value(without, choice, "this choice"))
        problems_.add(item, loc / "enum", fault.type, fault.message, fault.help);
      if (std::ranges::find(field.choices, choice) != field.choices.end())
        problems_.add(item, loc / "enum", "value",
                      fmt::format("duplicate value {}", quoted_value(choice)), "keep one of them");
      if (field.type != FieldType::string || choice.is_string())
        field.choices.push_back(std::move(choice));
    }
    values["enum"] = field.choices;
  }

  void read_default(IntakeField& field, const Node& map, const Loc& loc, json& values) {
    const Node* node = map.find("default");
    if (node == nullptr || is_blank(*node) || (is_null(*node) && !field.nullable)) return;
    IntakeField optional = field;
    optional.required = false;
    json value = value_from(optional, *node);
    for (const ValueFault& fault : check_value(optional, value, "the default"))
      problems_.add(*node, loc / "default", fault.type, fault.message, fault.help);
    values["default"] = value;
    field.default_value = std::move(value);
    field.has_default = true;
  }

  void check_bounds(const IntakeField& field, const Node& map, const Loc& loc) {
    const auto refuse = [&](const char* low, const char* high) {
      problems_.add(*map.find(low), loc / low, "value",
                    fmt::format("{} is greater than {}", low, high), "swap the two");
    };
    if (field.min_length && field.max_length && *field.min_length > *field.max_length)
      refuse("minLength", "maxLength");
    if (field.minimum && field.maximum && *field.minimum > *field.maximum)
      refuse("minimum", "maximum");
  }

  void claim_flag(const IntakeField& field, const Node& name, const Node& map, const Loc& loc) {
    const Node& node = *map.find("flag");
    const bool free = claim(field.flag, name, node, loc / "flag");
    if (free && field.type == FieldType::boolean)
      claim("no-" + field.flag, name, node, loc / "flag");
  }

  bool claim(const std::string& flag, const Node& name, const Node& node, const Loc& loc) {
    if (is_reserved_flag(flag)) {
      problems_.add(node, loc, "value", fmt::format("--{} is reserved by limner", flag),
                    "choose another name");
      return false;
    }
    const auto [owner, is_new] = flags_.emplace(flag, name.text);
    if (!is_new)
      problems_.add(node, loc, "value",
                    fmt::format("--{} is already the flag of {}", flag, owner->second),
                    "give each field a flag of its own");
    return is_new;
  }

  Problems& problems_;
  std::vector<IntakeField> fields_;
  std::map<std::string, std::string> flags_;  // flag → field
};

}  // namespace

ParsedIntake read_intake(const Node& intake, Problems& problems) {
  if (expect(&intake, NodeKind::map, "intake", {"intake"}, problems) == nullptr) return {};
  IntakeReader reader(problems);
  json canonical = reader.group(intake, {});
  return {.fields = std::move(reader).fields(), .canonical = std::move(canonical)};
}

}  // namespace limner::templates
