// Type check of expressions: follows every path and reports unknown names.
#include "template/expression_check.hpp"

#include "template/expression_functions.hpp"
#include "template/messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace limner::templates {

namespace {

using Kind = Expression::Kind;
using nlohmann::json;

bool is_list(ParamType type) {
  return type == ParamType::list || type == ParamType::images;
}
bool is_text(ParamType type) {
  return type == ParamType::text || type == ParamType::model;
}
bool is_number(ParamType type) {
  return type == ParamType::integer || type == ParamType::number;
}

class ExpressionChecker {
 public:
  ExpressionChecker(std::string_view source, const CheckScope& scope,
                    std::vector<ExpressionFault>& faults)
      : source_(source), scope_(scope), faults_(faults) {}

  const ValueType& check(const Expression& expression) {
    switch (expression.kind) {
      case Kind::literal: return literal(expression);
      case Kind::root: return root(expression);
      case Kind::member: return member(expression);
      case Kind::call: return call(expression);
      case Kind::negation: check(expression.parts[0]); return keep({.type = ParamType::boolean});
      case Kind::comparison: return comparison(expression);
      case Kind::choice: return choice(expression);
    }
    return nothing_;
  }

 private:
  // Types are passed by reference, because a scope can be large.
  const ValueType& keep(ValueType shape) { return kept_.emplace_back(std::move(shape)); }

  std::string_view written(const Expression& expression) const {
    return source_.substr(expression.span.at, expression.span.length);
  }

  // The common type of two alternatives.
  const ValueType& common(const ValueType& one, const ValueType& other) {
    if (one.type != other.type) return nothing_;
    if (!one.closed && !other.closed && one.choices == other.choices) return one;
    return one.names() == other.names() ? one : keep({.type = one.type});
  }

  const ValueType& fault(Span span, std::string message, std::string help) {
    faults_.push_back({span, std::move(message), std::move(help)});
    return nothing_;
  }

  const ValueType& literal(const Expression& expression) {
    return expression.value.is_null() ? nothing_ : keep(type_of(expression.value));
  }

  const ValueType& root(const Expression& expression) {
    if (const ValueType* found = scope_.names.find(expression.name)) return *found;
    return fault(expression.span, fmt::format("unknown name \"{}\"", expression.name),
                 suggestion(expression.name, scope_.names.names()));
  }

  const ValueType& member(const Expression& expression) {
    const Expression& key = expression.parts[1];
    const ValueType& base = check(expression.parts[0]);
    const ValueType& index = check(key);
    if (base.closed) return named(expression, base, index);
    if (is_list(base.type)) {
      if (is_outside(key, base)) {
        return fault(key.span, fmt::format("there is no item [{}]", key.value.dump()),
                     base.size ? fmt::format("{} has at most {}, and the first is [0]",
                                             written(expression.parts[0]), *base.size)
                               : "the first item is [0]");
      }
      if (!is_text(index.type)) return keep(item_of(base));
      return fault(key.span, fmt::format("{} is a list", written(expression.parts[0])),
                   fmt::format("name one of its items: {}[0]", written(expression.parts[0])));
    }
    if (is_text(base.type) || is_number(base.type) || base.type == ParamType::boolean) {
      return fault(key.span,
                   fmt::format("{} is {} and has no members", written(expression.parts[0]),
                               kind_of(base.type)),
                   "remove what follows it");
    }
    return nothing_;
  }

  static bool is_outside(const Expression& key, const ValueType& list) {
    if (key.kind != Kind::literal || !key.value.is_number_integer()) return false;
    const auto index = key.value.get<std::int64_t>();
    return index < 0 || (list.size && index >= *list.size);
  }

  // A member by its name, or by a value that is one of several known names.
  const ValueType& named(const Expression& expression, const ValueType& base,
                         const ValueType& index) {
    const Expression& key = expression.parts[1];
    if (key.kind == Kind::literal) {
      const std::string name =
          key.value.is_string() ? key.value.get<std::string>() : key.value.dump();
      const ValueType* found = base.find(name);
      return found != nullptr ? *found : unknown_member(expression, base, name);
    }
    for (const std::string& choice : index.choices) {
      if (base.find(choice) == nullptr)
        fault(key.span,
              fmt::format("{} has no \"{}\", which {} may be", written(expression.parts[0]), choice,
                          written(key)),
              suggestion(choice, base.names()));
    }
    constexpr std::size_t too_many_to_compare = 100;
    if (base.members.empty() || base.members.size() > too_many_to_compare) return nothing_;
    const ValueType* shape = &base.members.front().shape;
    for (const auto& [name, other] : base.members) shape = &common(*shape, other);
    return *shape;
  }

  const ValueType& unknown_member(const Expression& expression, const ValueType& base,
                                  const std::string& name) {
    const Expression& of = expression.parts[0];
    const bool is_step = of.kind == Kind::root && of.name == "steps";
    const auto& later = scope_.later_steps;
    if (is_step && std::ranges::find(later, name) != later.end()) {
      const bool itself = later.front() == name;
      return fault(expression.span,
                   itself ? fmt::format("step \"{}\" cannot use itself", name)
                          : fmt::format("step \"{}\" comes later", name),
                   "a step can only use the steps before it");
    }
    std::string help = suggestion(name, base.names());
    if (help.starts_with("did you mean") && base.members.size() > 1)
      help += fmt::format(" ({})", fmt::join(base.names(), ", "));
    return fault(expression.span, fmt::format("{} has no \"{}\"", written(of), name), help);
  }

  const ValueType& call(const Expression& expression) {
    const Function& function = *find_function(expression.name);
    std::vector<const ValueType*> shapes;
    for (const Expression& part : expression.parts) shapes.push_back(&check(part));
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const std::string_view parameter = function.parameters[i];
      const ParamType type = shapes[i]->type;
      if (type == ParamType::any) continue;
      const bool wants_text =
          parameter == "text" || parameter == "path" || parameter == "separator";
      if ((wants_text && !is_text(type)) || (parameter == "list" && !is_list(type)))
        fault(expression.parts[i].span,
              fmt::format("{} takes {}, not {}", function.name, wants_text ? "text" : "a list",
                          kind_of(type)),
              fmt::format("write {}({})", function.name, fmt::join(function.parameters, ", ")));
    }
    if (function.result != ParamType::any) return keep({.type = function.result});
    return common(*shapes[shapes.size() - 2], *shapes.back());
  }

  const ValueType& comparison(const Expression& expression) {
    const ValueType& left = check(expression.parts[0]);
    const ValueType& right = check(expression.parts[1]);
    const bool equality = expression.name == "==" || expression.name == "!=";
    if (equality) {
      refuse_impossible(left, expression.parts[0], expression.parts[1]);
      refuse_impossible(right, expression.parts[1], expression.parts[0]);
    } else if (!can_be_ordered(left.type, right.type)) {
      fault(expression.span, "only two numbers or two texts can be ordered",
            "use == or != for other values");
    }
    return keep({.type = ParamType::boolean});
  }

  static bool can_be_ordered(ParamType one, ParamType other) {
    if (one == ParamType::any || other == ParamType::any) return true;
    return (is_number(one) && is_number(other)) || (is_text(one) && is_text(other));
  }

  // intake.style == "flatt" would always be false.
  void refuse_impossible(const ValueType& shape, const Expression& path,
                         const Expression& literal) {
    if (shape.choices.empty() || literal.kind != Kind::literal || !literal.value.is_string())
      return;
    const std::string text = literal.value;
    if (std::ranges::find(shape.choices, text) != shape.choices.end()) return;
    fault(literal.span, fmt::format("{} is never \"{}\"", written(path), text),
          suggestion(text, shape.choices));
  }

  const ValueType& choice(const Expression& expression) {
    const ValueType& left = check(expression.parts[0]);
    const ValueType& right = check(expression.parts[1]);
    if (expression.name != "??") return keep({.type = ParamType::boolean});
    return common(left, right);
  }

  std::string_view source_;
  const CheckScope& scope_;
  std::vector<ExpressionFault>& faults_;
  std::deque<ValueType> kept_;
  const ValueType nothing_;
};

}  // namespace

ValueType check_expression(const Expression& expression, std::string_view source,
                           const CheckScope& scope, std::vector<ExpressionFault>& faults) {
  ExpressionChecker checker(source, scope, faults);
  const ValueType& shape = checker.check(expression);
  return {.type = shape.type, .choices = shape.choices, .size = shape.size};
}

}  // namespace limner::templates
