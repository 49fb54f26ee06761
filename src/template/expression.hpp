// What stands between ${{ and }}: parsed once, evaluated against a scope.
// Internal to template.
#pragma once

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

// Where in the source of one expression something stood; in bytes.
struct Span {
  std::size_t at = 0;
  std::size_t length = 1;
};

// Thrown by what reads and evaluates expressions; load and expand know the place
// and make an Error of it.
struct ExpressionFault {
  Span span;
  std::string message;
  std::string help;
};

struct Expression {
  enum class Kind : std::uint8_t {
    literal,     // value
    root,        // name: intake, steps, tables, run
    member,      // parts: what has it, its name or number
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

// Throws ExpressionFault for what only the values can show: a table without the
// key asked for, an item beyond the end of a list.
nlohmann::json evaluate(const Expression& expression, const nlohmann::json& scope);

}  // namespace limner::templates
