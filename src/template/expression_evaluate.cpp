// Evaluates expressions.
#include "template/expression_functions.hpp"

#include <limner/unicode.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace limner::templates {

namespace {

using Kind = Expression::Kind;
using nlohmann::json;

const json null;

std::string_view root_of(const Expression& expression) {
  const Expression* base = &expression;
  while (base->kind == Kind::member) base = &base->parts[0];
  return base->kind == Kind::root ? std::string_view(base->name) : std::string_view();
}

std::string names_in(const json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return fmt::format("available: {}", fmt::join(names, ", "));
}

// Missing outputs and optional fields are null. Tables are complete, so a missing key is an error,
// reported before money is spent on an incomplete prompt.
const json& named_member(const Expression& member, const json& base, const std::string& name) {
  const auto found = base.find(name);
  if (found != base.end()) return *found;
  for (const auto& [other, value] : base.items()) {
    if (is_same_name(other, name)) return value;
  }
  if (root_of(member) != "tables") return null;
  throw ExpressionFault{member.span, fmt::format("the table has no \"{}\"", name), names_in(base)};
}

const json& item(const Expression& member, const json& list, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(list.size());
  if (index >= 0 && index < size) return list[static_cast<std::size_t>(index)];
  throw ExpressionFault{member.span,
                        fmt::format("there is no item [{}]: the list has {}", index, size),
                        "the first item is [0]"};
}

// Returns a reference into the scope, or to `own` when the expression is not a path.
const json& resolve(const Expression& expression, const json& scope, json& own) {
  if (expression.kind == Kind::root) {
    const auto found = scope.find(expression.name);
    return found == scope.end() ? null : *found;
  }
  if (expression.kind != Kind::member) return own = evaluate(expression, scope);
  const json& base = resolve(expression.parts[0], scope, own);
  if (base.is_null()) return null;
  const json key = evaluate(expression.parts[1], scope);
  if (key.is_null()) return null;
  if (base.is_array() && key.is_number_integer())
    return item(expression, base, key.get<std::int64_t>());
  if (base.is_object() && !key.is_structured())
    return named_member(expression, base, key.is_string() ? key.get<std::string>() : key.dump());
  throw ExpressionFault{expression.parts[1].span,
                        base.is_array() ? "a list has items [0], [1], …, not names"
                                        : "only a list or a map has members",
                        "check the path: limner templates vars NAME"};
}

json path_value(const Expression& path, const json& scope) {
  json own;
  return resolve(path, scope, own);
}

bool less(const Expression& comparison, const json& left, const json& right) {
  const bool comparable =
      (left.is_number() && right.is_number()) || (left.is_string() && right.is_string());
  if (!comparable)
    throw ExpressionFault{comparison.span, "only two numbers or two texts can be ordered",
                          "use == or != for other values"};
  return left < right;
}

json compare(const Expression& comparison, const json& scope) {
  const json left = evaluate(comparison.parts[0], scope);
  const json right = evaluate(comparison.parts[1], scope);
  const std::string& operation = comparison.name;
  if (operation == "==") return left == right;
  if (operation == "!=") return left != right;
  if (left.is_null() || right.is_null()) return false;
  if (operation == "<") return less(comparison, left, right);
  if (operation == ">") return less(comparison, right, left);
  if (operation == "<=") return !less(comparison, right, left);
  return !less(comparison, left, right);
}

json choose(const Expression& choice, const json& scope) {
  const json left = evaluate(choice.parts[0], scope);
  if (choice.name == "??") return left.is_null() ? evaluate(choice.parts[1], scope) : left;
  if (is_true(left) == (choice.name == "or")) return choice.name == "or";
  return is_true(evaluate(choice.parts[1], scope));
}

}  // namespace

json evaluate(const Expression& expression, const json& scope) {
  switch (expression.kind) {
    case Kind::literal: return expression.value;
    case Kind::root:
    case Kind::member: return path_value(expression, scope);
    case Kind::call: return find_function(expression.name)->call(Arguments(expression, scope));
    case Kind::negation: return !is_true(evaluate(expression.parts[0], scope));
    case Kind::comparison: return compare(expression, scope);
    case Kind::choice: return choose(expression, scope);
  }
  return nullptr;
}

bool is_true(const json& value) {
  if (value.is_null() || value == false || value == "") return false;
  if (value.is_number()) return value != 0;
  return !(value.is_array() && value.empty());
}

}  // namespace limner::templates
