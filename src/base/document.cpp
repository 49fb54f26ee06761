// Document parsing apart from YAML syntax: size, characters, scalar types, positions.
#include "base/json_document.hpp"
#include "base/yaml.hpp"

#include <limner/document.hpp>
#include <limner/scalar.hpp>
#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner {

namespace {

using nlohmann::json;
using namespace std::string_view_literals;

constexpr std::size_t max_size = 64u << 20;  // bytes; callers have lower limits
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_line_separator(char32_t code) {
  return code == 0x85 || code == 0x2028 || code == 0x2029;
}

// Tab, line feed and carriage return are the only control characters allowed.
bool is_allowed(char32_t code) {
  if (code == '\r') return true;
  if (is_control(code) || code == 0x7F || (code >= 0x80 && code < 0xA0)) return false;
  return !is_line_separator(code) && code != 0xFEFF && code != 0xFFFE && code != 0xFFFF;
}

Problem character_problem(const Document& document, const Character& found, int line, int column) {
  Problem problem{.mark = document.mark(line, column)};
  if (!found.valid) {
    problem.message = "this is not UTF-8 text";
    problem.type = "encoding";
    problem.help = "save the file as UTF-8";
  } else {
    problem.message = fmt::format("the character U+{:04X} is not allowed",
                                  static_cast<std::uint32_t>(found.code));
    problem.type = found.code == 0 ? "nul" : "control_character";
    problem.help = is_line_separator(found.code) ? "use an ordinary line break" : "remove it";
  }
  return problem;
}

// Other encodings of an editor are recognised by their first bytes: an excerpt shows nothing.
void refuse_other_encoding(const Document& document) {
  const std::string_view text = document.text;
  const bool is_little = text.starts_with("\xFF\xFE");
  if (!is_little && !text.starts_with("\xFE\xFF")) return;
  Problem problem{.message = "this is UTF-16 text, and not UTF-8",
                  .type = "encoding",
                  .mark = Mark{.file = document.name, .line = 1, .column = 1},
                  .help = "save the file as UTF-8"};
  refuse_document(document, {std::move(problem)});
}

// libyaml rejects these too, but with less helpful messages.
void refuse_bad_characters(const Document& document) {
  refuse_other_encoding(document);
  int line = 1;
  int column = 1;
  std::string_view rest = document.text;
  while (!rest.empty()) {
    const Character next = first_character(rest);
    if (!next.valid || !is_allowed(next.code))
      refuse_document(document, {character_problem(document, next, line, column)});
    rest.remove_prefix(next.bytes);
    const bool breaks = next.code == '\n' || (next.code == '\r' && !rest.starts_with('\n'));
    line += breaks ? 1 : 0;
    column = breaks ? 1 : column + 1;
  }
}

// nlohmann treats it as the end of the text. Other characters are the JSON reader's to judge.
void refuse_nul(const Document& document) {
  const std::size_t at = document.text.find('\0');
  if (at == std::string::npos) return;
  const std::string_view before = std::string_view(document.text).substr(0, at);
  const auto line = static_cast<int>(std::ranges::count(before, '\n')) + 1;
  const std::size_t start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  const auto column = static_cast<int>(count_characters(before.substr(start))) + 1;
  refuse_document(document, {character_problem(document, first_character("\0"sv), line, column)});
}

std::string_view line_of(std::string_view text, int line) {
  for (int n = 1; n < line; ++n) {
    const auto end = text.find_first_of("\r\n");
    if (end == text.npos) return {};
    text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  return text.substr(0, text.find_first_of("\r\n"));
}

// Replaces invalid and control characters by U+FFFD, one for one, so that the caret of a
// message stays aligned.
std::string printable(std::string_view line) {
  std::string text;
  while (!line.empty()) {
    const Character next = first_character(line);
    append_utf8(text, next.code == '\t' || is_allowed(next.code) ? next.code : 0xFFFD);
    line.remove_prefix(next.bytes);
  }
  return text;
}

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

// Whether JSON would write the number as `text`: 1.10, 007 and 1e3 would lose their spelling.
bool is_canonical(const json& value, const std::string& text) {
  return !value.is_number() || value.dump() == text;
}

// Infinity and NaN stay text, because JSON cannot represent them.
json plain_value(const std::string& text) {
  static constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};
  static constexpr std::array<std::string_view, 3> yes{"true", "True", "TRUE"};
  static constexpr std::array<std::string_view, 3> no{"false", "False", "FALSE"};
  if (is_one_of(text, nulls)) return nullptr;
  if (is_one_of(text, yes)) return true;
  if (is_one_of(text, no)) return false;
  if (const auto value = parse_integer(text)) return *value;
  if (is_decimal_integer(text)) return text;  // over 64 bits: a double would lose digits
  if (const auto value = parse_decimal(text)) return *value;
  return text;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

json Node::to_json() const {
  if (kind == NodeKind::scalar) return quoted ? json(text) : plain_value(text);
  if (kind == NodeKind::list) {
    json list = json::array();
    for (const Node& item : items) list.push_back(item.to_json());
    return list;
  }
  json map = json::object();
  for (const auto& [name, value] : entries) map[name.text] = value.to_json();
  return map;
}

json Node::to_json_as_written() const {
  if (kind == NodeKind::scalar) {
    json value = to_json();
    return is_canonical(value, text) ? value : json(text);
  }
  json value = kind == NodeKind::list ? json::array() : json::object();
  for (const Node& item : items) value.push_back(item.to_json_as_written());
  for (const auto& [name, part] : entries) value[name.text] = part.to_json_as_written();
  return value;
}

Mark Document::mark(const Node& node) const {
  return mark(node.line, node.column, node.length);
}

Mark Document::mark(int line, int column, int length) const {
  return {.file = name,
          .line = line,
          .column = column,
          .length = length,
          .excerpt = printable(line_of(text, line))};
}

void refuse_document(const Document& document, std::vector<Problem> problems) {
  const std::string message =
      problems.size() == 1 ? problems.front().message
                           : fmt::format("{} problems in {}", problems.size(), document.name);
  const std::string help = problems.size() == 1 ? problems.front().help : std::string();
  throw Error(ErrorCode::invalid_template, "{}", message)
      .with_help(help)
      .with_problems(std::move(problems));
}

Document parse_document(std::string text, std::string name) {
  if (text.size() > max_size) {
    throw Error(ErrorCode::invalid_template, "{} is larger than {} bytes", name, max_size)
        .with_help("split the file");
  }
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  Document document{.name = std::move(name), .text = std::move(text)};
  if (is_json(document)) {
    refuse_nul(document);
    document.root = read_json(document);
  } else {
    refuse_bad_characters(document);
    document.root = read_yaml(document);
  }
  return document;
}

}  // namespace limner
