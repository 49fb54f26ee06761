// Maps libyaml's error messages to messages with a remedy.
#include "base/yaml_messages.hpp"

#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <array>

namespace limner {

namespace {

struct Rewording {
  std::string_view problem;
  std::string_view context;  // part of it; empty: any
  std::string_view message;
  std::string_view help;
  bool at_start = false;
};

constexpr std::string_view indent_help = "keys that belong together begin in the same column";

constexpr std::array rewordings{
    // clang-format off
    Rewording{"found a tab character", "", "a tab where spaces are needed", "indent with spaces"},
    Rewording{"found unexpected end of stream", "quoted", "this quote is not closed", "add the closing quote", true},
    Rewording{"found unexpected document indicator", "quoted", "this quote is not closed", "add the closing quote", true},
    Rewording{"could not find expected ':'", "", "this is neither \"key: value\" nor a list item", "write key: value, with a space after the colon", true},
    Rewording{"mapping keys are not allowed", "", "unexpected ? key", "write key: value"},
    Rewording{"did not find expected key", "block mapping", "expected another \"key: value\" here", indent_help},
    Rewording{"did not find expected '-' indicator", "", "expected another list item here", "items of one list begin with - in the same column"},
    Rewording{"did not find expected node content", "", "expected a value here", "text that begins with , ] or } needs quotes"},
    Rewording{"block sequence entries are not allowed", "", "unexpected list item", "begin the list on its own line"},
    Rewording{"did not find expected <document start>", "", "text after the end of the document", "a file contains one document; check the indentation"},
    Rewording{"found unknown escape character", "", "unknown \\ escape", "write \\\\ for a backslash, or use single quotes"},
    Rewording{"found invalid Unicode character escape code", "", "this escape is not a character", "write the character itself"},
    Rewording{"did not find expected hexdecimal number", "", "this escape needs hexadecimal digits", "write the character itself, or \\\\ for a backslash"},
    Rewording{"did not find expected comment or line break", "block scalar", "text after | or > must begin on the next line", "begin a new line, indented by two more spaces"},
    Rewording{"found an indentation indicator equal to 0", "", "the number after | or > must be 1 to 9", "leave the number out"},
    Rewording{"did not find expected alphabetic or numeric", "alias", "text cannot begin with *", "put the text in quotes", true},
    Rewording{"did not find expected alphabetic or numeric", "anchor", "text cannot begin with &", "put the text in quotes", true},
    Rewording{"", "tag", "tags (!name) are not supported", "text that begins with ! needs quotes", true},
    Rewording{"", "directive", "lines that begin with % are not supported", "remove the line"},
    Rewording{"found incompatible YAML document", "", "this version of YAML is not supported", "remove the %YAML line"},
    Rewording{"found unexpected ':'", "", "unexpected colon", "text that has : in it needs quotes"},
    // clang-format on
};

std::string quoted(char32_t character) {
  std::string text;
  append_utf8(text, character);
  return text;
}

YamlMessage stray_character(const YamlError& error) {
  if (error.found == '\t')
    return {.message = "a tab where spaces are needed", .help = "indent with spaces"};
  return {.message = fmt::format("text cannot begin with {}", quoted(error.found)),
          .help = "put the text in quotes"};
}

// Within [ ] or { }, over one line or many.
YamlMessage unclosed(const YamlError& error, std::string_view opening, std::string_view closing) {
  if (error.at_end)
    return {.message = fmt::format("this {} is not closed", opening),
            .help = fmt::format("add the {}", closing),
            .at_start = true};
  return {.message = fmt::format("expected , or {} here", closing),
          .help = fmt::format("the {} on line {} is still open; text with , [ ] {{ }} in it needs "
                              "quotes",
                              opening, error.start_line)};
}

bool is_after_quotes(const YamlError& error) {
  const std::string_view before = error.before;
  const auto last = before.find_last_not_of(' ');
  return last != before.npos && (before[last] == '"' || before[last] == '\'');
}

// The most common mistake: {input: ${{ … }}} opens two YAML maps.
bool is_bare_expression(const YamlError& error) {
  return error.context.find("flow") != std::string_view::npos && error.before.ends_with('$');
}

// The key that alone precedes a colon on its line; empty: other text does.
std::string_view only_key(std::string_view before) {
  const auto start = before.find_first_not_of(' ');
  if (start == before.npos || start == 0) return {};
  const std::string_view key = before.substr(start);
  return key.find_first_of(" \t\"'{}[]:") == key.npos ? key : std::string_view();
}

YamlMessage unexpected_key(const YamlError& error) {
  if (const std::string_view key = only_key(error.before); !key.empty()) {
    return {.message = fmt::format("\"{}\" is indented too far", key),
            .help = "begin it in the column of the key above; text that has \": \" in it needs "
                    "quotes"};
  }
  return {.message = "unexpected key",
          .help = "text that has \": \" in it needs quotes; otherwise check the indentation"};
}

}  // namespace

YamlMessage reword(const YamlError& error) {
  const std::string_view problem = error.problem;
  if (problem == "found character that cannot start any token") return stray_character(error);
  if (problem.starts_with("mapping values are not allowed")) return unexpected_key(error);
  if (is_bare_expression(error))
    return {.message = "an expression needs quotes here", .help = "put it in quotes: \"${{ … }}\""};
  if (problem == "did not find expected ',' or ']'") return unclosed(error, "[", "]");
  if (problem == "did not find expected ',' or '}'") return unclosed(error, "{", "}");
  if (problem == "did not find expected key" && is_after_quotes(error))
    return {.message = "text after the closing quote",
            .help = "put all of it in quotes, or nothing"};
  for (const Rewording& row : rewordings) {
    if (error.problem.find(row.problem) == std::string_view::npos) continue;
    if (error.context.find(row.context) == std::string_view::npos) continue;
    return {.message = std::string(row.message),
            .help = std::string(row.help),
            .at_start = row.at_start};
  }
  return {.message = std::string(error.problem), .help = "check the indentation and the quotes"};
}

}  // namespace limner
