// Names, types, choices and ranges of parameters.
#include "template/step_params.hpp"

#include "template/checked_text.hpp"
#include "template/messages.hpp"
#include "template/reader.hpp"

#include <limner/scalar.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace limner::templates {

namespace {

using nlohmann::json;

bool is_one_of(ParamType type, std::initializer_list<ParamType> types) {
  return std::ranges::find(types, type) != types.end();
}

// Whether a value of one type is accepted by a parameter of another. A list is accepted for one
// image: the step then runs once per item.
bool is_assignable(ParamType expected, ParamType actual) {
  using enum ParamType;
  if (expected == any || actual == any || expected == actual) return true;
  switch (expected) {
    case text: return actual == model;
    case model: return actual == text;
    case number: return actual == integer;
    case image:
    case images: return is_one_of(actual, {image, images, list, text});
    case list: return actual == images;
    case object: return actual == image;
    default: return false;
  }
}

std::vector<std::string> names_of(const StepSignature& kind) {
  std::vector<std::string> names;
  for (const ParamSpec& param : kind.params) names.emplace_back(param.name);
  return names;
}

std::vector<std::string> choices_of(const ParamSpec& param) {
  return {param.choices.begin(), param.choices.end()};
}

class ParamReader {
 public:
  ParamReader(const ParamSpec& param, const CheckScope& scope, const Loc& loc, Problems& problems)
      : param_(param), scope_(scope), loc_(loc), problems_(problems) {}

  json read(const Node& node) {
    if (const auto shape = check_text(node, scope_, loc_, problems_)) {
      check_shape(node, *shape);
      return node.text;
    }
    if (node.kind != NodeKind::scalar) check_texts(node, scope_, loc_, problems_);
    if (is_picture() && is_or_has_literal(node)) {
      refuse(node, "type",
             fmt::format("{} must be {}, not text", param_.name, kind_of(param_.type)),
             "write an expression: ${{ intake.NAME }} or ${{ steps.ID.images }}");
      return node.to_json();
    }
    json value = typed(node);
    if (!accepts(node, value)) {
      refuse(node, "type",
             fmt::format("{} must be {}, not {}", param_.name, kind_of(param_.type), kind_of(node)),
             hint());
      return value;
    }
    check_choice(node, value);
    check_range(node, value);
    return value;
  }

 private:
  // "pixels; from 1 to 16384"
  std::string hint() const {
    const auto bounds = [this]() -> std::string {
      if (param_.minimum && param_.maximum)
        return fmt::format("; from {} to {}", *param_.minimum, *param_.maximum);
      if (param_.minimum) return fmt::format("; at least {}", *param_.minimum);
      return param_.maximum ? fmt::format("; at most {}", *param_.maximum) : "";
    };
    return std::string(param_.help) + bounds();
  }

  bool is_picture() const {
    return param_.type == ParamType::image || param_.type == ParamType::images;
  }

  bool is_text() const { return param_.type == ParamType::text || param_.type == ParamType::model; }

  json typed(const Node& node) const {
    const bool text = is_text() || param_.type == ParamType::image;
    if (text && node.kind == NodeKind::scalar) return node.text;
    if (param_.type == ParamType::boolean && node.kind == NodeKind::scalar && !node.quoted)
      if (const std::optional<bool> value = parse_boolean(node.text)) return *value;
    return node.to_json();
  }

  bool accepts(const Node& node, const json& value) const {
    switch (param_.type) {
      case ParamType::any: return true;
      case ParamType::text:
      case ParamType::model: return value.is_string();
      case ParamType::integer: return value.is_number_integer();
      case ParamType::number: return value.is_number();
      case ParamType::boolean: return value.is_boolean();
      case ParamType::image:
      case ParamType::images: return node.kind == NodeKind::list;
      case ParamType::object: return value.is_object();
      case ParamType::list: return value.is_array();
    }
    return false;
  }

  // A picture is the value of an expression: an input or the output of a step.
  static bool is_or_has_literal(const Node& node) {
    if (node.kind == NodeKind::scalar) return !holds_expression(node);
    return node.kind == NodeKind::list && std::ranges::any_of(node.items, is_or_has_literal);
  }

  void check_shape(const Node& node, const ValueType& shape) {
    if (!is_assignable(param_.type, shape.type)) {
      refuse(node, "type",
             fmt::format("{} must be {}; this is {}", param_.name, kind_of(param_.type),
                         kind_of(shape.type)),
             hint());
    }
    const std::vector<std::string> choices = choices_of(param_);
    if (choices.empty()) return;
    std::vector<std::string> strangers;
    std::ranges::copy_if(shape.choices, std::back_inserter(strangers), [&](const auto& choice) {
      return std::ranges::find(choices, choice) == choices.end();
    });
    if (strangers.empty()) return;
    refuse(node, "enum",
           fmt::format("{} must be {}; this may be {}", param_.name, any_of(choices),
                       any_of(strangers)),
           "write the value itself, or look it up in a table");
  }

  void check_choice(const Node& node, const json& value) {
    const std::vector<std::string> choices = choices_of(param_);
    if (choices.empty() || !value.is_string()) return;
    const std::string text = value;
    if (std::ranges::find(choices, text) != choices.end()) return;
    const std::string near = nearest_choice(text, choices);
    refuse(node, "enum",
           fmt::format("{} is {}; it must be {}", param_.name, quoted_value(text), any_of(choices)),
           near.empty() ? hint() : fmt::format("did you mean \"{}\"?", near));
  }

  void check_range(const Node& node, const json& value) {
    if (!value.is_number()) return;
    const bool low = param_.minimum && value < *param_.minimum;
    const bool high = param_.maximum && value > *param_.maximum;
    if (low)
      refuse(
          node, "greater_than_equal",
          fmt::format("{} is {}; it must be at least {}", param_.name, node.text, *param_.minimum),
          hint());
    if (high)
      refuse(
          node, "less_than_equal",
          fmt::format("{} is {}; it must be at most {}", param_.name, node.text, *param_.maximum),
          hint());
  }

  void refuse(const Node& node, std::string type, std::string message, std::string help) {
    problems_.add(node, loc_, std::move(type), std::move(message), std::move(help));
  }

  const ParamSpec& param_;
  const CheckScope& scope_;
  const Loc& loc_;
  Problems& problems_;
};

// A literal that names a key of another parameter, such as the role of a file.
void refuse_unknown_names(const Node& with, const StepSignature& kind, const Loc& loc,
                          Problems& problems) {
  for (const ParamSpec& param : kind.params) {
    const Node* name = param.key_of.empty() ? nullptr : find_value(with, param.name);
    const Node* map = param.key_of.empty() ? nullptr : find_value(with, param.key_of);
    if (name == nullptr || name->kind != NodeKind::scalar || is_blank(*name) ||
        holds_expression(*name) || map == nullptr || map->kind != NodeKind::map ||
        map->find(name->text) != nullptr)
      continue;
    std::vector<std::string> keys;
    for (const auto& [key, value] : map->entries) keys.push_back(key.text);
    problems.add(*name, loc / param.name, "key",
                 fmt::format("{} is {}; {} has no such key", param.name, quoted_value(name->text),
                             param.key_of),
                 suggestion(name->text, keys));
  }
}

}  // namespace

json read_params(const Node& with, const StepSignature* kind, const CheckScope& scope,
                 const Loc& loc, Problems& problems) {
  json values = json::object();
  if (kind == nullptr) {
    check_texts(with, scope, loc, problems);
    return with.to_json();
  }
  for (const auto& [name, value] : with.entries) {
    const auto param = std::ranges::find(kind->params, name.text, &ParamSpec::name);
    if (param == kind->params.end()) {
      refuse_unknown_key(name, kind->name, names_of(*kind), loc, problems);
    } else if (is_blank(value)) {
      problems.add(name, loc / name.text, "missing", fmt::format("{} has no value", name.text),
                   std::string(param->help));
    } else if (!is_null(value)) {
      const Loc place = loc / name.text;
      values[name.text] = ParamReader(*param, scope, place, problems).read(value);
    }
  }
  refuse_unknown_names(with, *kind, loc, problems);
  return values;
}

void refuse_missing_params(const Node* with, const Node& place, const StepSignature& kind,
                           const Loc& loc, Problems& problems) {
  std::vector<const ParamSpec*> missing;
  for (const ParamSpec& param : kind.params) {
    const Node* value = with == nullptr ? nullptr : with->find(param.name);
    const bool absent = value == nullptr || (is_null(*value) && !is_blank(*value));
    if (param.required && absent) missing.push_back(&param);
  }
  if (missing.empty()) return;
  std::string names, help;
  for (const ParamSpec* param : missing) {
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", param->name);
    help += fmt::format("{} {}: {}", help.empty() ? "add" : ";", param->name, param->help);
  }
  problems.add(place, missing.size() == 1 ? loc / missing.front()->name : loc, "missing",
               fmt::format("{} needs {}", kind.name, names), help);
}

}  // namespace limner::templates
