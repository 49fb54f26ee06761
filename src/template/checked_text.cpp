// Parses and checks every ${{ … }} of a scalar, a list or a map.
#include "template/checked_text.hpp"

#include "template/interpolation.hpp"
#include "template/messages.hpp"

#include <fmt/format.h>

namespace limner::templates {

namespace {

bool can_be_put_into_text(ParamType type) {
  return type != ParamType::list && type != ParamType::images && type != ParamType::object &&
         type != ParamType::image;
}

ExpressionFault not_text(const Piece& piece, ParamType type, std::size_t at) {
  const bool listed = type == ParamType::list || type == ParamType::images;
  return {{at, piece.text.size()},
          fmt::format("{} cannot be put into text", kind_of(type)),
          listed ? "take one item of it, or join(list, \", \")" : "take one member of it"};
}

constexpr std::size_t opening_length = 3;  // of ${{

std::string_view without_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// Whether the text begins with a name of the scope and a member of it.
bool begins_with_path(std::string_view text, const CheckScope& scope) {
  const std::size_t end = text.find_first_of(".[");
  return end != text.npos && scope.names.find(text.substr(0, end)) != nullptr;
}

// The path that the text means: itself, or that of the input or step of this name. Empty: none.
std::string meant_path(std::string_view text, const CheckScope& scope) {
  if (begins_with_path(text, scope)) return std::string(text);
  const std::string_view name = text.substr(0, text.find_first_of(".["));
  for (const char* root : {"intake", "steps"}) {
    const ValueType* group = scope.names.find(root);
    if (group != nullptr && group->find(name) != nullptr) return fmt::format("{}.{}", root, text);
  }
  return {};
}

// ${ x } and {{ x }} are text, though they were meant as expressions.
void refuse_almost_expression(const Node& scalar, const CheckScope& scope, const Loc& loc,
                              Problems& problems) {
  if (scalar.kind != NodeKind::scalar) return;
  const std::string_view text = scalar.text;
  constexpr std::pair<std::string_view, std::string_view> wrong[] = {{"${", "}"}, {"{{", "}}"}};
  for (const auto& [opening, closing] : wrong) {
    const std::size_t at = text.find(opening);
    const std::size_t end = at == text.npos ? at : text.find(closing, at);
    if (end == text.npos) continue;
    const std::size_t inside = at + opening.size();
    const std::string path = meant_path(without_spaces(text.substr(inside, end - inside)), scope);
    if (path.empty()) continue;
    problems.add(scalar, loc, "expression",
                 ExpressionFault{{at, end + closing.size() - at},
                                 "this is text, not an expression",
                                 fmt::format("write ${{{{ {} }}}}", path)});
    return;
  }
}

}  // namespace

std::optional<ValueType> check_text(const Node& scalar, const CheckScope& scope, const Loc& loc,
                                    Problems& problems) {
  if (!holds_expression(scalar)) {
    refuse_almost_expression(scalar, scope, loc, problems);
    return std::nullopt;
  }
  try {
    const std::vector<Piece> pieces = pieces_of(scalar.text);
    ValueType shape{.type = ParamType::text};
    bool any = false;
    for (const Piece& piece : pieces) {
      if (!piece.expression) continue;
      any = true;
      const std::string_view source = std::string_view(scalar.text).substr(piece.at);
      std::vector<ExpressionFault> faults;
      ValueType found = check_expression(*piece.expression, source, scope, faults);
      for (ExpressionFault& fault : faults) fault.span.at += piece.at;
      if (faults.empty() && !is_one_expression(pieces) && !can_be_put_into_text(found.type))
        faults.push_back(not_text(piece, found.type, piece.at - opening_length));
      for (const ExpressionFault& fault : faults) problems.add(scalar, loc, "expression", fault);
      if (is_one_expression(pieces)) shape = std::move(found);
    }
    return any ? std::optional(shape) : std::nullopt;
  } catch (const ExpressionFault& fault) {
    problems.add(scalar, loc, "expression", fault);
    return ValueType{};
  }
}

void check_texts(const Node& node, const CheckScope& scope, const Loc& loc, Problems& problems) {
  check_text(node, scope, loc, problems);
  for (const Node& item : node.items) check_texts(item, scope, loc, problems);
  for (const auto& [name, value] : node.entries)
    check_texts(value, scope, loc / name.text, problems);
}

bool holds_expression(const Node& node) {
  return node.kind == NodeKind::scalar && node.text.find("${{") != node.text.npos;
}

}  // namespace limner::templates
