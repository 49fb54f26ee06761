// if, default, lower, upper, join, len, basename, slug.
#include "template/expression_functions.hpp"

#include "template/interpolation.hpp"

#include <limner/slug.hpp>
#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner::templates {

namespace {

using nlohmann::json;

char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char to_upper_ascii(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

json call_if(const Arguments& arguments) {
  return is_true(arguments[0]) ? arguments[1] : arguments[2];
}

json call_default(const Arguments& arguments) {
  json value = arguments[0];
  const bool absent = value.is_null() || value == "";
  return absent ? arguments[1] : value;
}

json call_lower(const Arguments& arguments) {
  std::string text = arguments.text(0);
  std::ranges::transform(text, text.begin(), lowered);
  return text;
}

json call_upper(const Arguments& arguments) {
  std::string text = arguments.text(0);
  std::ranges::transform(text, text.begin(), to_upper_ascii);
  return text;
}

json call_join(const Arguments& arguments) {
  const json list = arguments[0];
  if (!list.is_array() && !list.is_null())
    throw ExpressionFault{arguments.span(0), "join takes a list", "write join(list, \", \")"};
  const std::string separator = arguments.text(1);
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i)
    text += (i == 0 ? "" : separator) + text_of(list[i]);
  return text;
}

json call_len(const Arguments& arguments) {
  const json value = arguments[0];
  if (value.is_string()) return count_characters(value.get_ref<const std::string&>());
  if (value.is_structured()) return value.size();
  if (value.is_null()) return 0;
  throw ExpressionFault{arguments.span(0), "len takes text or a list",
                        "compare numbers as they are"};
}

json call_basename(const Arguments& arguments) {
  const std::string text = arguments.text(0);
  const auto end = text.find_last_not_of('/');
  if (end == text.npos) return "";
  const auto slash = text.find_last_of('/', end);
  const std::size_t start = slash == text.npos ? 0 : slash + 1;
  return text.substr(start, end + 1 - start);
}

json call_slug(const Arguments& arguments) {
  return slug(arguments.text(0));
}

}  // namespace

std::string Arguments::text(std::size_t index) const {
  const json value = (*this)[index];
  if (value.is_null()) return {};
  if (!value.is_string())
    throw ExpressionFault{span(index), fmt::format("{} takes text here", call_.name),
                          "put it into text first: \"${{ … }} \""};
  return value.get<std::string>();
}

std::span<const Function> functions() {
  // clang-format off
  static const std::array rows{
      Function{"if",       {"condition", "then", "else"}, ParamType::any,     "one of two values",                    call_if},
      Function{"default",  {"value", "instead"},          ParamType::any,     "the second if the first is empty",     call_default},
      Function{"lower",    {"text"},                      ParamType::text,    "lower case (a to z only)",             call_lower},
      Function{"upper",    {"text"},                      ParamType::text,    "upper case (A to Z only)",             call_upper},
      Function{"join",     {"list", "separator"},         ParamType::text,    "the items joined to one text",         call_join},
      Function{"len",      {"value"},                     ParamType::integer, "characters of a text, items of a list", call_len},
      Function{"basename", {"path"},                      ParamType::text,    "a path without its folders",           call_basename},
      Function{"slug",     {"text"},                      ParamType::text,    "text for a file name",                call_slug},
  };
  // clang-format on
  return rows;
}

const Function* find_function(std::string_view name) {
  for (const Function& function : functions()) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const Function& function : functions()) names.emplace_back(function.name);
  return names;
}

}  // namespace limner::templates
