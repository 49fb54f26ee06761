// The functions an expression may call: one row each. Internal to template.
#pragma once

#include "template/expression.hpp"

#include <limner/template.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

// Arguments are evaluated lazily, so that if() does not evaluate the branch not taken.
class Arguments {
 public:
  Arguments(const Expression& call, const nlohmann::json& scope) : call_(call), scope_(scope) {}

  nlohmann::json operator[](std::size_t index) const {
    return evaluate(call_.parts[index], scope_);
  }
  // Throws ExpressionFault when the argument is not text.
  std::string text(std::size_t index) const;
  Span span(std::size_t index) const { return call_.parts[index].span; }

 private:
  const Expression& call_;
  const nlohmann::json& scope_;
};

struct Function {
  std::string_view name;
  std::vector<std::string_view> parameters;
  ParamType result;  // any: the type of its last arguments
  std::string_view help;
  nlohmann::json (*call)(const Arguments&);
};

std::span<const Function> functions();
const Function* find_function(std::string_view name);
std::vector<std::string> function_names();

}  // namespace limner::templates
