// Text with ${{ … }} in it. Internal to template.
#pragma once

#include "template/expression.hpp"

#include <limner/template.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

// Either literal text or one expression.
struct Piece {
  std::string text;  // literal; or the expression as written, with its ${{ and }}
  std::optional<Expression> expression;
  std::size_t at = 0;  // byte offset of the expression after ${{
};

// $${{ is a literal ${{. Throws ExpressionFault whose span counts from the start
// of `text`.
std::vector<Piece> pieces_of(std::string_view text);

// Whether the text is a single expression, whose value keeps its type.
inline bool is_one_expression(const std::vector<Piece>& pieces) {
  return pieces.size() == 1 && pieces.front().expression.has_value();
}

// A value within text: null is empty, lists and maps are JSON.
std::string text_of(const nlohmann::json& value);

}  // namespace limner::templates
