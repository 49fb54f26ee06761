// The template format as lists of names, for help and documentation.
#include "template/expression_functions.hpp"
#include "template/keys.hpp"

#include <limner/template.hpp>

#include <fmt/ranges.h>

#include <array>

namespace limner::templates {

namespace {

std::string key_values(const Key& key) {
  if (!key.choices.empty()) return fmt::format("{}", fmt::join(key.choices, "|"));
  if (const TextForm* form = find_text_form(key.type)) return std::string(form->help);
  switch (key.type) {
    case KeyType::format: return "1";
    case KeyType::boolean: return "true|false";
    case KeyType::count: return "whole number";
    case KeyType::number: return "number";
    case KeyType::pattern: return "regular expression";
    case KeyType::condition: return "expression";
    case KeyType::texts: return "list of strings";
    case KeyType::text: return "string";
    default: return {};
  }
}

// One entry for each key; those of a nested table follow as "limits.maxUsd".
void add_keys(const KeyTable& table, const std::string& prefix, std::vector<ReferenceEntry>& out) {
  for (const Key& key : table.keys) {
    const std::string name = prefix + std::string(key.name);
    out.push_back({name, key_values(key), std::string(key.help), key.required});
    if (key.keys != nullptr) add_keys(*key.keys, name + ".", out);
  }
}

std::vector<ReferenceEntry> keys_of(const KeyTable& table) {
  std::vector<ReferenceEntry> entries;
  add_keys(table, "", entries);
  return entries;
}

std::vector<ReferenceEntry> function_entries() {
  std::vector<ReferenceEntry> entries;
  for (const Function& function : functions()) {
    entries.push_back({fmt::format("{}({})", function.name, fmt::join(function.parameters, ", ")),
                       "", std::string(function.help), false});
  }
  return entries;
}

}  // namespace

std::string_view to_string(ParamType type) {
  constexpr std::array<std::string_view, 10> names{"any",     "string", "integer", "number",
                                                   "boolean", "model",  "image",   "images",
                                                   "object",  "array"};
  return names.at(static_cast<std::size_t>(type));
}

TemplateReference template_reference() {
  return {.template_keys = keys_of(template_keys()),
          .field_keys = keys_of(field_keys()),
          .step_keys = keys_of(step_keys()),
          .functions = function_entries()};
}

}  // namespace limner::templates
