// The grammar, loosest binding first: ??, or, and, not, comparison, path.
#include "template/expression_functions.hpp"
#include "template/expression_tokens.hpp"

#include <limner/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::templates {

namespace {

using Kind = Expression::Kind;
using nlohmann::json;

// Bounds the depth of the tree, and so of every recursion over it.
constexpr std::size_t max_tokens = 500;

constexpr std::array<std::string_view, 6> comparisons{"==", "!=", "<=", ">=", "<", ">"};

Span joined(Span first, Span last) {
  return {first.at, last.at + last.length - first.at};
}

json number_literal(const Token& token) {
  const char* begin = token.text.data();
  const char* end = begin + token.text.size();
  std::int64_t whole = 0;
  if (const auto [stop, error] = std::from_chars(begin, end, whole);
      error == std::errc() && stop == end)
    return whole;
  double value = 0;
  if (const auto [stop, error] = std::from_chars(begin, end, value);
      error == std::errc() && stop == end)
    return value;
  throw ExpressionFault{token.span, fmt::format("{} is not a number", token.text),
                        "text needs quotes"};
}

class Parser {
 public:
  explicit Parser(std::string_view source) : tokens_(tokens_of(source)) {
    if (tokens_.size() > max_tokens)
      throw ExpressionFault{{0, 1}, "this expression is too long", "split it over several steps"};
  }

  Expression parse_all() {
    if (current().kind == Token::Kind::end)
      throw ExpressionFault{{0, 1}, "the expression is empty", "write a path: intake.name"};
    Expression expression = coalesce();
    if (current().kind != Token::Kind::end) refuse();
    return expression;
  }

 private:
  const Token& current() const { return tokens_[at_]; }
  const Token& advance() { return tokens_[at_++]; }
  bool accept(std::string_view word) {
    if (!current().is(word)) return false;
    ++at_;
    return true;
  }

  Expression binary(Kind kind, std::string_view name, Expression left, Expression right) {
    Expression node{.kind = kind, .name = std::string(name), .span = joined(left.span, right.span)};
    node.parts.push_back(std::move(left));
    node.parts.push_back(std::move(right));
    return node;
  }

  Expression left_associative(std::string_view word, Expression (Parser::*operand)()) {
    Expression left = (this->*operand)();
    while (accept(word)) left = binary(Kind::choice, word, std::move(left), (this->*operand)());
    return left;
  }

  Expression coalesce() { return left_associative("??", &Parser::disjunction); }
  Expression disjunction() { return left_associative("or", &Parser::conjunction); }
  Expression conjunction() { return left_associative("and", &Parser::negation); }

  Expression negation() {
    const Token& first = current();
    if (!accept("not")) return comparison();
    Expression operand = negation();
    Expression node{.kind = Kind::negation, .span = joined(first.span, operand.span)};
    node.parts.push_back(std::move(operand));
    return node;
  }

  Expression comparison() {
    Expression left = postfix();
    if (!is_comparison(current())) return left;
    const std::string symbol = advance().text;
    Expression node = binary(Kind::comparison, symbol, std::move(left), postfix());
    if (is_comparison(current()))
      throw ExpressionFault{current().span, "comparisons cannot be chained", "join two with: and"};
    return node;
  }

  static bool is_comparison(const Token& token) {
    return token.kind == Token::Kind::symbol &&
           std::ranges::find(comparisons, token.text) != comparisons.end();
  }

  Expression postfix() {
    Expression base = primary();
    while (current().is(".") || current().is("[")) {
      const bool bracket = advance().text == "[";
      Expression key = bracket ? coalesce() : member_name();
      if (bracket) expect("]");
      const Span end = tokens_[at_ - 1].span;
      base = binary(Kind::member, "", std::move(base), std::move(key));
      base.span = joined(base.span, end);
    }
    return base;
  }

  Expression member_name() {
    if (current().kind != Token::Kind::name) refuse();
    const Token& name = advance();
    return {.kind = Kind::literal, .value = name.text, .span = name.span};
  }

  Expression primary() {
    const Token& token = current();
    switch (token.kind) {
      case Token::Kind::number:
        return {.kind = Kind::literal, .value = number_literal(advance()), .span = token.span};
      case Token::Kind::text:
        return {.kind = Kind::literal, .value = advance().text, .span = token.span};
      case Token::Kind::name: return named();
      default: break;
    }
    if (!accept("(")) refuse();
    Expression inside = coalesce();
    expect(")");
    return inside;
  }

  Expression named() {
    const Token& token = advance();
    if (current().is("(")) return call(token);
    if (token.text == "true" || token.text == "false")
      return {.kind = Kind::literal, .value = token.text == "true", .span = token.span};
    if (token.text == "null") return {.kind = Kind::literal, .span = token.span};
    if (token.text == "and" || token.text == "or") {
      --at_;
      refuse();
    }
    return {.kind = Kind::root, .name = token.text, .span = token.span};
  }

  Expression call(const Token& name) {
    Expression node{.kind = Kind::call, .name = name.text, .span = name.span};
    advance();
    while (!current().is(")")) {
      const bool is_later = !node.parts.empty();
      if (is_later) expect(current().kind == Token::Kind::end ? ")" : ",");
      node.parts.push_back(coalesce());
    }
    node.span = joined(name.span, advance().span);
    refuse_wrong_call(node, name.span);
    return node;
  }

  static void refuse_wrong_call(const Expression& call, Span name) {
    const Function* function = find_function(call.name);
    if (function == nullptr) {
      const std::vector<std::string> names = function_names();
      const std::string near = nearest(call.name, names);
      throw ExpressionFault{name, fmt::format("there is no function \"{}\"", call.name),
                            near.empty() ? fmt::format("available: {}", fmt::join(names, ", "))
                                         : fmt::format("did you mean \"{}\"?", near)};
    }
    if (call.parts.size() != function->parameters.size()) {
      throw ExpressionFault{
          call.span,
          fmt::format("{} takes {} argument{}, not {}", call.name, function->parameters.size(),
                      function->parameters.size() == 1 ? "" : "s", call.parts.size()),
          fmt::format("write {}({})", call.name, fmt::join(function->parameters, ", "))};
    }
  }

  void expect(std::string_view symbol) {
    if (!accept(symbol))
      throw ExpressionFault{current().span, fmt::format("expected {} here", symbol),
                            fmt::format("add the missing {}", symbol)};
  }

  [[noreturn]] void refuse() const {
    if (current().kind == Token::Kind::end)
      throw ExpressionFault{current().span, "the expression ends too early", "finish or remove it"};
    throw ExpressionFault{current().span, fmt::format("unexpected \"{}\"", current().text),
                          "write a path, a value, or a comparison of two"};
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

Expression parse_expression(std::string_view source) {
  return Parser(source).parse_all();
}

}  // namespace limner::templates
