// Expressions between ${{ and }}: parsed once, evaluated against a scope. Internal to template.
#pragma once

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

// A range in the source of an expression, in bytes.
struct Span {
  std::size_t at = 0;
  std::size_t length = 1;
};

// Thrown by parsing and evaluation; load_template and expand add the position and convert it to
// an Error.
struct ExpressionFault {
  Span span;
  std::string message;
  std::string help;
};

struct Expression {
  enum class Kind : std::uint8_t {
    literal,     // value
    root,        // name: intake, steps, tables, run
    member,      // parts: object or list, key or index
    call,        // name: the function; parts: its arguments
    negation,    // parts: one
    comparison,  // name: == != < <= > >=; parts: left, right
    choice,      // name: and, or, ??; parts: left, right; right only if needed
  };

  Kind kind = Kind::literal;
  std::string name;
  nlohmann::json value;
  std::vector<Expression> parts;
  Span span;
};

// Throws ExpressionFault.
Expression parse_expression(std::string_view source);

// Throws ExpressionFault for errors that depend on values: a missing table key, a list index out
// of range.
nlohmann::json evaluate(const Expression& expression, const nlohmann::json& scope);

}  // namespace limner::templates
