#include "app/name_pattern.hpp"

#include <limner/error.hpp>
#include <limner/slug.hpp>
#include <limner/suggest.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace limner::app {

namespace {

using nlohmann::json;

constexpr std::size_t longest_stem = 200;  // bytes: file systems allow 255 for the whole name
constexpr std::string_view extension_name = "ext";
constexpr std::array<std::string_view, 4> picture_extensions{".png", ".jpg", ".jpeg", ".webp"};

std::string text_of_value(const json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump(-1, ' ', false, json::error_handler_t::replace);
  std::string text;
  for (const json& item : value) text += text_of_value(item) + " ";
  return text;
}

void add_fields(const std::string& path, const json& value, NameValues& values) {
  if (!value.is_object()) {
    values.emplace(path, name_part(text_of_value(value), "none"));
    return;
  }
  for (const auto& [key, member] : value.items())
    add_fields(path.empty() ? key : fmt::format("{}.{}", path, key), member, values);
}

[[noreturn]] void refuse_pattern(const std::string& text, std::string_view why) {
  throw Error(ErrorCode::usage, "--name \"{}\" {}", text, why)
      .with_help("give a pattern for a file name: --name \"{slug}-{index}.{ext}\"");
}

// A prefix of whole UTF-8 characters.
std::string shortened_name(std::string text) {
  if (text.size() <= longest_stem) return text;
  std::size_t end = longest_stem;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

}  // namespace

std::string name_part(std::string_view text, std::string_view otherwise) {
  const std::string part = slug(text);
  return part.empty() ? std::string(otherwise) : part;
}

std::string file_name_part(std::string_view text, std::string_view otherwise) {
  std::string part;
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    const bool is_dot = c == '.' && part.empty();
    if (is_control || is_dot) continue;
    part += c == '/' || c == '\\' ? '-' : c;
  }
  return part.empty() ? std::string(otherwise) : part;
}

NameValues intake_values(const json& intake) {
  NameValues paths;
  if (intake.is_object()) add_fields("", intake, paths);
  std::map<std::string, int> uses;
  const auto last_name = [](const std::string& path) {
    return path.substr(path.rfind('.') + 1);  // npos + 1 is 0
  };
  for (const auto& [path, value] : paths) ++uses[last_name(path)];
  NameValues values = paths;
  for (const auto& [path, value] : paths) {
    if (uses[last_name(path)] == 1) values.emplace(last_name(path), value);
  }
  return values;
}

NamePattern::NamePattern(std::string text) : text_(std::move(text)) {
  if (text_.empty()) refuse_pattern(text_, "is empty");
  if (text_.find('/') != std::string::npos)
    refuse_pattern(text_, "has a path separator: the directory is that of --out");
  if (text_.front() == '.') refuse_pattern(text_, "begins with a dot");
  const bool has_control = std::ranges::any_of(
      text_, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (has_control) refuse_pattern(text_, "has a control character");
  std::size_t at = 0;
  while (at < text_.size()) {
    const std::size_t open = text_.find('{', at);
    const std::string literal = text_.substr(at, open - at);
    if (literal.find('}') != std::string::npos) refuse_pattern(text_, "has a } without its {");
    if (!literal.empty()) parts_.push_back({literal, false});
    if (open == std::string::npos) break;
    const std::size_t close = text_.find('}', open);
    if (close == std::string::npos) refuse_pattern(text_, "has a { without its }");
    parts_.push_back({text_.substr(open + 1, close - open - 1), true});
    at = close + 1;
  }
}

bool NamePattern::uses(std::string_view placeholder) const {
  return std::ranges::any_of(
      parts_, [&](const Part& part) { return part.is_placeholder && part.text == placeholder; });
}

std::vector<std::string> NamePattern::columns() const {
  constexpr std::string_view row = "row.";
  std::vector<std::string> columns;
  for (const Part& part : parts_) {
    if (part.is_placeholder && part.text.starts_with(row))
      columns.push_back(part.text.substr(row.size()));
  }
  return columns;
}

void NamePattern::check(const NameValues& values) const {
  std::vector<std::string> accepted{std::string(extension_name)};
  for (const auto& [name, value] : values) accepted.push_back(name);
  for (const Part& part : parts_) {
    if (!part.is_placeholder || std::ranges::find(accepted, part.text) != accepted.end()) continue;
    std::ranges::sort(accepted);
    const std::string near = nearest(part.text, accepted);
    throw Error(ErrorCode::usage, "--name \"{}\" has the unknown placeholder {{{}}}", text_,
                part.text)
        .with_help(fmt::format("{}accepted are: {{{}}}",
                               near.empty() ? "" : fmt::format("did you mean {{{}}}? ", near),
                               fmt::join(accepted, "} {")));
  }
}

std::string NamePattern::name(const NameValues& values, std::string_view extension) const {
  check(values);
  std::string text;
  for (const Part& part : parts_) {
    if (!part.is_placeholder) {
      text += part.text;
    } else if (part.text == extension_name) {
      text += extension;
    } else {
      text += values.at(part.text);
    }
  }
  const bool has_own = !extension.empty() && text.ends_with(fmt::format(".{}", extension));
  const std::size_t dot = has_own || has_picture_extension(text) ? text.rfind('.') : text.size();
  const std::string end = dot < text.size() ? text.substr(dot) : fmt::format(".{}", extension);
  return shortened_name(text.substr(0, dot)) + end;
}

bool has_picture_extension(std::string_view name) {
  std::string end = std::filesystem::path(name).extension().string();
  for (char& c : end) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return std::ranges::find(picture_extensions, end) != picture_extensions.end();
}

}  // namespace limner::app
