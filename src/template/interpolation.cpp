// Replaces the expressions in texts by their values.
#include "template/interpolation.hpp"

#include "template/expression_tokens.hpp"

#include <limner/json.hpp>

#include <algorithm>

namespace limner::templates {

namespace {

using nlohmann::json;

constexpr std::string_view opening = "${{";
constexpr std::string_view closing = "}}";

Expression parsed_at(std::string_view source, std::size_t at) {
  try {
    return parse_expression(source);
  } catch (ExpressionFault& fault) {
    fault.span.at += at;
    throw;
  }
}

json expand_text(const std::string& text, const json& scope) {
  if (text.find(opening) == text.npos) return text;
  const std::vector<Piece> pieces = pieces_of(text);
  if (is_one_expression(pieces)) return evaluate(*pieces.front().expression, scope);
  std::string out;
  for (const Piece& piece : pieces)
    out += piece.expression ? text_of(evaluate(*piece.expression, scope)) : piece.text;
  return out;
}

json expand_value(const json& value, const json& scope) {
  if (value.is_string()) return expand_text(value.get_ref<const std::string&>(), scope);
  if (!value.is_structured()) return value;
  json out = value;
  for (json& part : out) part = expand_value(part, scope);
  return out;
}

using Steps = std::set<std::string>;

bool names_one(const Expression& expression, const Steps& open) {
  if (expression.kind == Expression::Kind::root) return expression.name == "steps";
  const auto one = [&](const Expression& part) { return names_one(part, open); };
  if (expression.kind != Expression::Kind::member || !expression.parts[0].parts.empty())
    return std::ranges::any_of(expression.parts, one);
  const Expression& key = expression.parts[1];
  const bool plain = key.kind == Expression::Kind::literal && key.value.is_string();
  if (plain && one(expression.parts[0])) return open.contains(key.value.get<std::string>());
  return std::ranges::any_of(expression.parts, one);
}

bool text_names_one(const std::string& text, const Steps& open) {
  if (text.find(opening) == text.npos) return false;
  const std::vector<Piece> pieces = pieces_of(text);
  return std::ranges::any_of(pieces, [&](const Piece& piece) {
    return piece.expression && names_one(*piece.expression, open);
  });
}

bool value_names_one(const json& value, const Steps& open) {
  if (value.is_string()) return text_names_one(value.get_ref<const std::string&>(), open);
  return value.is_structured() &&
         std::ranges::any_of(value, [&](const json& part) { return value_names_one(part, open); });
}

// The path of a root and literal keys; none: a key is computed, or this is not a path.
std::optional<std::string> literal_path(const Expression& expression) {
  if (expression.kind == Expression::Kind::root) return expression.name;
  if (expression.kind != Expression::Kind::member) return std::nullopt;
  const Expression& key = expression.parts[1];
  std::optional<std::string> base = literal_path(expression.parts[0]);
  if (!base || key.kind != Expression::Kind::literal) return std::nullopt;
  return *base + (key.value.is_string() ? "." + key.value.get<std::string>()
                                        : "[" + key.value.dump() + "]");
}

void add_paths(const Expression& expression, std::vector<std::string>& paths) {
  if (std::optional<std::string> path = literal_path(expression)) {
    paths.push_back(std::move(*path));
    return;
  }
  for (const Expression& part : expression.parts) add_paths(part, paths);
}

void add_paths(const json& value, std::vector<std::string>& paths) {
  if (value.is_structured()) {
    for (const json& part : value) add_paths(part, paths);
  }
  if (!value.is_string() || value.get_ref<const std::string&>().find(opening) == std::string::npos)
    return;
  for (const Piece& piece : pieces_of(value.get_ref<const std::string&>())) {
    if (piece.expression) add_paths(*piece.expression, paths);
  }
}

Error error_of(const ExpressionFault& fault) {
  Error error(ErrorCode::invalid_template, "{}", fault.message);
  error.with_help(fault.help);
  return error;
}

}  // namespace

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) pieces.push_back({.text = std::exchange(literal, {})});
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t found = text.find(opening, at);
    if (found == text.npos) break;
    if (found > at && text[found - 1] == '$') {
      literal += text.substr(at, found - 1 - at);
      literal += opening;
      at = found + opening.size();
      continue;
    }
    literal += text.substr(at, found - at);
    end_literal();
    const std::size_t inside = found + opening.size();
    const std::size_t length = end_of_expression(text.substr(inside));
    if (length == text.npos)
      throw ExpressionFault{{found, opening.size()}, "this ${{ is not closed", "add }}"};
    at = inside + length + closing.size();
    pieces.push_back({.text = std::string(text.substr(found, at - found)),
                      .expression = parsed_at(text.substr(inside, length), inside),
                      .at = inside});
  }
  literal += text.substr(at);
  end_literal();
  return pieces;
}

std::string text_of(const json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : canonical(value);
}

json expand(const json& value, const json& scope) {
  try {
    return expand_value(value, scope);
  } catch (const ExpressionFault& fault) {
    throw error_of(fault);
  }
}

std::vector<std::string> paths_in(const json& value) {
  try {
    std::vector<std::string> paths;
    add_paths(value, paths);
    return paths;
  } catch (const ExpressionFault& fault) {
    throw error_of(fault);
  }
}

bool depends_on_steps(const json& value, const std::set<std::string>& unfinished) {
  try {
    return !unfinished.empty() && value_names_one(value, unfinished);
  } catch (const ExpressionFault& fault) {
    throw error_of(fault);
  }
}

}  // namespace limner::templates
