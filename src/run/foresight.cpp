#include "run/foresight.hpp"

#include <limner/template.hpp>

#include <utility>

namespace limner {

namespace {

using nlohmann::json;

}  // namespace

Foresight::Foresight(const json& intake, const json& tables, json run)
    : scope_{{"intake", intake},
             {"tables", tables},
             {"run", std::move(run)},
             {"steps", json::object()}} {}

bool Foresight::can_know(const json& value) const {
  return !depends_on_steps(value, open_);
}

json Foresight::know(const json& value) const {
  return expand(value, scope_);
}

json Foresight::known_part(const json& with) const {
  json known = json::object();
  for (const auto& [name, value] : with.items()) {
    if (can_know(value)) known[name] = know(value);
  }
  return known;
}

void Foresight::learn(const std::string& step, json outputs) {
  scope_["steps"][step] = std::move(outputs);
}

}  // namespace limner
