// Names of types and values in messages.
#include "template/messages.hpp"

#include <limner/json.hpp>
#include <limner/scalar.hpp>
#include <limner/suggest.hpp>
#include <limner/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace limner::templates {

namespace {

using nlohmann::json;

constexpr std::size_t most_names = 12;

// Each name once; there may be thousands.
std::string listed(std::span<const std::string> names) {
  std::set<std::string_view> seen;
  std::vector<std::string_view> some;
  for (const std::string& name : names) {
    if (seen.insert(name).second && some.size() < most_names) some.push_back(name);
  }
  std::string text = fmt::format("{}", fmt::join(some, ", "));
  if (seen.size() > most_names) text += fmt::format(" and {} more", seen.size() - most_names);
  return text;
}

}  // namespace

std::string kind_of(const json& value) {
  switch (value.type()) {
    case json::value_t::string: return "text";
    case json::value_t::boolean: return "true or false";
    case json::value_t::number_integer:
    case json::value_t::number_unsigned: return "a whole number";
    case json::value_t::number_float: return "a number";
    case json::value_t::array: return "a list";
    case json::value_t::object: return "a map";
    default: return "null";
  }
}

std::string kind_of(const Node& node) {
  if (node.kind == NodeKind::list) return "a list";
  if (node.kind == NodeKind::map) return "a map";
  if (!node.quoted && !parse_integer(node.text) && is_decimal_integer(node.text))
    return "a whole number of over 64 bits";
  return kind_of(node.to_json());
}

std::string_view kind_of(ParamType type) {
  switch (type) {
    case ParamType::any: return "any value";
    case ParamType::text: return "text";
    case ParamType::integer: return "a whole number";
    case ParamType::number: return "a number";
    case ParamType::boolean: return "true or false";
    case ParamType::model: return "a model's name";
    case ParamType::image: return "an image";
    case ParamType::images: return "images";
    case ParamType::object: return "a map";
    case ParamType::list: return "a list";
  }
  return "a value";
}

std::string_view kind_of(FieldType type) {
  switch (type) {
    case FieldType::string: return "text";
    case FieldType::integer: return "a whole number";
    case FieldType::number: return "a number";
    case FieldType::boolean: return "true or false";
    case FieldType::object: return "a map";
    case FieldType::array: return "a list";
    case FieldType::image: return "an image: a path, a URL or artifact:ID";
    case FieldType::images: return "a list of images: paths, URLs or artifact:ID";
    case FieldType::model: return "a model's name";
  }
  return "a value";
}

std::string any_of(std::span<const std::string> choices) {
  if (choices.empty()) return {};
  if (choices.size() == 1) return choices.front();
  return fmt::format("{} or {}", fmt::join(choices.first(choices.size() - 1), ", "),
                     choices.back());
}

std::string quoted_value(const json& value) {
  if (value.is_string()) return in_quotes(value.get_ref<const std::string&>());
  if (value.is_structured()) return kind_of(value);
  return shortened(canonical(value));
}

std::string suggestion(std::string_view word, std::span<const std::string> names) {
  const std::string near = nearest_choice(word, names);
  if (!near.empty()) return fmt::format("did you mean \"{}\"?", near);
  if (names.empty()) return "none are available";
  return fmt::format("available: {}", listed(names));
}

std::string nearest_choice(std::string_view word, std::span<const std::string> choices) {
  std::string near = nearest(word, choices);
  if (!near.empty() || word.empty()) return near;
  const auto begins = [&](const std::string& choice) { return choice.starts_with(word); };
  const auto found = std::ranges::find_if(choices, begins);
  if (found == choices.end() || std::ranges::count_if(choices, begins) > 1) return {};
  return *found;
}

}  // namespace limner::templates
