// The tokens of an expression. Internal to template.
#pragma once

#include "template/expression.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

struct Token {
  enum class Kind : std::uint8_t { name, number, text, symbol, end };

  Kind kind = Kind::end;
  std::string text;  // a name, a symbol, a number as written, or text without its quotes
  Span span;

  bool is(std::string_view word) const {
    return (kind == Kind::name || kind == Kind::symbol) && text == word;
  }
};

// The last is always of kind end. Throws ExpressionFault.
std::vector<Token> tokens_of(std::string_view source);

// The position of the }} that ends the expression at the start of `text`, or npos. A }} within
// quotes does not count.
std::size_t end_of_expression(std::string_view text);

}  // namespace limner::templates
