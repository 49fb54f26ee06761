// Validates one intake value: type, text, length, pattern, range and choice.
#include "template/field_value.hpp"

#include "template/messages.hpp"
#include "template/text_pattern.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>
#include <limner/scalar.hpp>
#include <limner/text.hpp>
#include <limner/unicode.hpp>
#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace limner::templates {

namespace {

using nlohmann::json;

bool is_list_of_texts(const json& value) {
  return value.is_array() &&
         std::ranges::all_of(value, [](const json& item) { return item.is_string(); });
}

struct TypeRule {
  FieldType type;
  std::string_view fault;
  bool (*accepts)(const json&);
};

constexpr TypeRule rules[] = {
    // clang-format off
    {FieldType::string,  "string_type", [](const json& v) { return v.is_string(); }},
    {FieldType::image,   "string_type", [](const json& v) { return v.is_string(); }},
    {FieldType::model,   "string_type", [](const json& v) { return v.is_string(); }},
    {FieldType::integer, "int_type",    [](const json& v) { return v.is_number_integer(); }},
    {FieldType::number,  "float_type",  [](const json& v) { return v.is_number(); }},
    {FieldType::boolean, "bool_type",   [](const json& v) { return v.is_boolean(); }},
    {FieldType::object,  "dict_type",   [](const json& v) { return v.is_object(); }},
    {FieldType::array,   "list_type",   [](const json& v) { return v.is_array(); }},
    {FieldType::images,  "list_type",   is_list_of_texts},
    // clang-format on
};

class FieldValueChecker {
 public:
  FieldValueChecker(const IntakeField& field, const std::string& name)
      : field_(field), name_(name) {}

  std::vector<ValueFault> check(const json& value) && {
    if (value.is_null() && field_.nullable) return {};
    const auto* rule = std::ranges::find(rules, field_.type, &TypeRule::type);
    if (is_too_large(value)) return std::move(faults_);
    if (!rule->accepts(value)) {
      add(std::string(rule->fault),
          fmt::format("{} must be {}, not {}", name_, kind_of(field_.type), kind_of(value)),
          help_for(value));
      return std::move(faults_);
    }
    check_texts(value);
    if (!faults_.empty()) return std::move(faults_);
    if (field_.type == FieldType::images && field_.required && value.empty())
      add("too_short", name_ + " is empty", "");
    if (value.is_string()) check_text(value.get_ref<const std::string&>());
    if (value.is_number()) check_range(value);
    if (!field_.choices.empty()) check_choice(value);
    return std::move(faults_);
  }

 private:
  void add(std::string type, std::string message, std::string help) {
    faults_.push_back({std::move(type), std::move(message), std::move(help)});
  }

  // Integers of over 64 bits are read as text, those of over 63 bits as unsigned numbers.
  bool is_too_large(const json& value) {
    if (field_.type != FieldType::integer || value.is_number_float()) return false;
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const std::optional<json> number = parse_integer(text);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const bool fits = number ? !number->is_number_unsigned() || number->get<std::uint64_t>() <= most
                             : !is_decimal_integer(text);
    if (fits) return false;
    using Limits = std::numeric_limits<std::int64_t>;
    const bool negative = text.starts_with('-');
    add(negative ? "greater_than_equal" : "less_than_equal",
        fmt::format("{} is too {}: {}", name_, negative ? "small" : "large", shortened(text)),
        negative ? fmt::format("the minimum is {}", Limits::min())
                 : fmt::format("the maximum is {}", Limits::max()));
    return true;
  }

  // A remedy for a number or boolean in place of text.
  std::string help_for(const json& value) const {
    if (field_.type != FieldType::string || !value.is_primitive() || value.is_null()) return {};
    const std::string text = canonical(value);
    const std::string near = nearest_choice(text, choices());
    return near.empty() ? "put it in quotes, as it is written"
                        : fmt::format("did you mean \"{}\"?", near);
  }

  std::vector<std::string> choices() const {
    std::vector<std::string> choices;
    for (const json& choice : field_.choices)
      choices.push_back(choice.is_string() ? choice.get<std::string>() : canonical(choice));
    return choices;
  }

  // Every text in the value, including map keys.
  void check_texts(const json& value) {
    if (value.is_string()) check_characters(value.get_ref<const std::string&>());
    if (!value.is_structured()) return;
    for (const auto& [key, part] : value.items()) {
      if (value.is_object()) check_characters(key);
      check_texts(part);
    }
  }

  void check_characters(std::string_view text) {
    if (!faults_.empty()) return;
    while (!text.empty()) {
      const Character next = first_character(text);
      if (!next.valid)
        return add("string_unicode", name_ + " is not UTF-8 text", "write it in UTF-8");
      if (is_control(next.code)) {
        return add("control_character",
                   fmt::format("{} contains the control character U+{:04X}", name_,
                               static_cast<std::uint32_t>(next.code)),
                   "remove it; only line breaks and tabs are accepted");
      }
      text.remove_prefix(next.bytes);
    }
  }

  void check_text(const std::string& text) {
    const bool is_blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
    const auto length = is_blank ? 0 : static_cast<std::int64_t>(count_characters(text));
    const bool must_not_be_empty = field_.required && !field_.min_length;
    const std::int64_t least = field_.min_length.value_or(must_not_be_empty ? 1 : 0);
    if (length < least) {
      add("string_too_short",
          length == 0
              ? name_ + " is empty"
              : fmt::format("{} has {} characters; at least {} are needed", name_, length, least),
          length == 0 && !field_.help.empty() ? "expected: " + field_.help : "");
    }
    if (field_.max_length && length > *field_.max_length) {
      add("string_too_long",
          fmt::format("{} has {} characters; at most {} are accepted", name_, length,
                      *field_.max_length),
          fmt::format("shorten it by {}", length - *field_.max_length));
    }
    if (!field_.pattern.empty() && !TextPattern(field_.pattern).matches(text)) {
      // The help of a field says the form to the user of a template; a pattern, to its author.
      const bool has_help = !field_.help.empty();
      add("string_pattern_mismatch",
          fmt::format(
              "{} is {}; {}", name_, quoted_value(text),
              has_help ? "it does not have the expected form" : "it must match " + field_.pattern),
          has_help ? "expected: " + field_.help : "");
    }
  }

  void check_range(const json& value) {
    const auto number = value.get<double>();
    if (field_.minimum && number < *field_.minimum)
      add("greater_than_equal",
          fmt::format("{} is {}; it must be at least {}", name_, value.dump(), *field_.minimum),
          "");
    if (field_.maximum && number > *field_.maximum)
      add("less_than_equal",
          fmt::format("{} is {}; it must be at most {}", name_, value.dump(), *field_.maximum), "");
  }

  void check_choice(const json& value) {
    const json match = known_name(field_, value);
    if (std::ranges::find(field_.choices, match) != field_.choices.end()) return;
    const std::vector<std::string> known = choices();
    const std::string near =
        value.is_string() ? nearest_choice(value.get_ref<const std::string&>(), known) : "";
    add("enum", fmt::format("{} is {}; it must be {}", name_, quoted_value(value), any_of(known)),
        near.empty() ? "choose one of them" : fmt::format("did you mean \"{}\"?", near));
  }

  const IntakeField& field_;
  const std::string& name_;
  std::vector<ValueFault> faults_;
};

}  // namespace

std::vector<ValueFault> check_value(const IntakeField& field, const json& value,
                                    const std::string& name) {
  return FieldValueChecker(field, name).check(value);
}

json value_from(const IntakeField& field, const Node& node) {
  if (field.type == FieldType::images && node.kind == NodeKind::list) {
    json list = json::array();
    for (const Node& item : node.items) {
      const bool is_text = item.kind == NodeKind::scalar && !item.to_json().is_null();
      list.push_back(is_text ? json(item.text) : item.to_json());
    }
    return list;
  }
  json value = node.to_json();
  if (node.kind != NodeKind::scalar || node.quoted || value.is_null()) return value;
  try {
    return intake_value(field, node.text);
  } catch (const Error&) {
    return value;
  }
}

json known_name(const IntakeField& field, const json& value) {
  if (!value.is_string()) return value;
  if (field.type == FieldType::model) return lookup_form(value.get_ref<const std::string&>());
  if (std::ranges::find(field.choices, value) != field.choices.end()) return value;
  const auto same = [&](const json& choice) {
    return choice.is_string() &&
           is_same_name(choice.get_ref<const std::string&>(), value.get_ref<const std::string&>());
  };
  const auto found = std::ranges::find_if(field.choices, same);
  return found == field.choices.end() ? value : *found;
}

std::string name_of(const IntakeField& field) {
  return fmt::format("{}", fmt::join(field.path, "."));
}

}  // namespace limner::templates
