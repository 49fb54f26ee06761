#include "step/params.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace limner::step {

namespace {

using nlohmann::json;

// The check of a type, and its name in messages.
struct TypeRule {
  templates::ParamType type;
  std::string_view words;
  bool (*fits)(const json& value);
};

bool is_text(const json& value) {
  return value.is_string();
}
bool is_whole_number(const json& value) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return value.is_number_integer() &&
         !(value.is_number_unsigned() && value.get<std::uint64_t>() > most);
}
bool is_number(const json& value) {
  return value.is_number();
}
bool is_boolean(const json& value) {
  return value.is_boolean();
}
bool is_structured(const json& value) {
  return value.is_structured();
}
bool is_object(const json& value) {
  return value.is_object();
}
bool is_list(const json& value) {
  return value.is_array();
}
bool is_anything(const json&) {
  return true;
}

constexpr TypeRule rules[] = {{templates::ParamType::any, "a value", is_anything},
                              {templates::ParamType::text, "text", is_text},
                              {templates::ParamType::integer, "a whole number", is_whole_number},
                              {templates::ParamType::number, "a number", is_number},
                              {templates::ParamType::boolean, "true or false", is_boolean},
                              {templates::ParamType::model, "the id of a model", is_text},
                              {templates::ParamType::image, "a picture", is_structured},
                              {templates::ParamType::images, "a list of pictures", is_structured},
                              {templates::ParamType::object, "an object", is_object},
                              {templates::ParamType::list, "a list", is_list}};

std::string display_text(const json& value) {
  constexpr std::size_t longest = 60;
  std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

void check_type(const templates::StepSignature& signature, const templates::ParamSpec& param,
                const json& value) {
  const TypeRule& rule = *std::ranges::find(rules, param.type, &TypeRule::type);
  if (rule.fits(value)) return;
  throw Error(ErrorCode::invalid_input, "{}: \"{}\" is {}, not {}", signature.name, param.name,
              display_text(value), rule.words)
      .with_help(fmt::format("give {}: {}", rule.words, param.help));
}

void check_choice(const templates::StepSignature& signature, const templates::ParamSpec& param,
                  const json& value) {
  if (param.choices.empty() || !value.is_string()) return;
  const auto& word = value.get_ref<const std::string&>();
  if (std::ranges::find(param.choices, word) != param.choices.end()) return;
  const std::string near =
      nearest(word, std::vector<std::string>(param.choices.begin(), param.choices.end()));
  throw Error(ErrorCode::invalid_input, "{}: \"{}\" is {}, not {}", signature.name, param.name,
              display_text(value), one_of(param.choices))
      .with_help(near.empty() ? fmt::format("choose {}", one_of(param.choices))
                              : fmt::format("did you mean \"{}\"?", near));
}

void check_bounds(const templates::StepSignature& signature, const templates::ParamSpec& param,
                  const json& value) {
  if (!value.is_number()) return;
  const bool too_small = param.minimum && value < *param.minimum;
  const bool too_large = param.maximum && value > *param.maximum;
  if (!too_small && !too_large) return;
  const std::int64_t bound = too_small ? *param.minimum : *param.maximum;
  throw Error(ErrorCode::invalid_input, "{}: \"{}\" is {}, but must be at {} {}", signature.name,
              param.name, display_text(value), too_small ? "least" : "most", bound)
      .with_help(fmt::format("give {} or {}", bound, too_small ? "more" : "less"));
}

const json* find_param(const json& with, std::string_view name) {
  const auto found = with.find(name);
  return found == with.end() || found->is_null() ? nullptr : &*found;
}

void check(const templates::StepSignature& signature, const json& with, bool whole) {
  if (!with.is_object() && !with.is_null())
    throw Error(ErrorCode::invalid_input, "{}: the parameters must be an object", signature.name);
  for (const templates::ParamSpec& param : signature.params) {
    const json* value = find_param(with, param.name);
    if (value) {
      check_type(signature, param, *value);
      check_choice(signature, param, *value);
      check_bounds(signature, param, *value);
    } else if (param.required && whole) {
      throw Error(ErrorCode::invalid_input, "{} needs \"{}\"", signature.name, param.name)
          .with_help(fmt::format("add {}: {}", param.name, param.help));
    }
  }
}

}  // namespace

Params Params::complete(const templates::StepSignature& signature, const json& with) {
  check(signature, with, true);
  return Params(with);
}

Params Params::part(const templates::StepSignature& signature, const json& with) {
  check(signature, with, false);
  return Params(with);
}

const json* Params::find(std::string_view name) const {
  return find_param(with_, name);
}

std::string Params::text(std::string_view name, std::string_view otherwise) const {
  const json* value = find(name);
  return value ? value->get<std::string>() : std::string(otherwise);
}

std::optional<std::int64_t> Params::large_integer(std::string_view name) const {
  const json* value = find(name);
  return value ? std::optional(value->get<std::int64_t>()) : std::nullopt;
}

std::optional<int> Params::integer(std::string_view name) const {
  const auto value = large_integer(name);
  if (!value) return std::nullopt;
  return static_cast<int>(std::clamp<std::int64_t>(*value, std::numeric_limits<int>::min(),
                                                   std::numeric_limits<int>::max()));
}

bool Params::flag(std::string_view name, bool otherwise) const {
  const json* value = find(name);
  return value ? value->get<bool>() : otherwise;
}

std::string one_of(std::span<const std::string_view> words) {
  if (words.size() < 2) return words.empty() ? "" : std::string(words.front());
  return fmt::format("{} or {}", fmt::join(words.first(words.size() - 1), ", "), words.back());
}

}  // namespace limner::step
