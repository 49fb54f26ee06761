#include "run/foresight.hpp"

#include <limner/template.hpp>

#include <algorithm>
#include <utility>

namespace limner {

namespace {

using nlohmann::json;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// Errs on the side of "mentions": then a value is only known a little later.
bool text_mentions(std::string_view text, const std::string& step) {
  const std::string path = "steps." + step;
  for (auto at = text.find(path); at != text.npos; at = text.find(path, at + 1)) {
    const auto end = at + path.size();
    if (end == text.size() || !is_name(text[end])) return true;
  }
  return false;
}

bool mentions(const json& value, const std::string& step) {
  if (value.is_string()) return text_mentions(value.get_ref<const std::string&>(), step);
  return value.is_structured() &&
         std::ranges::any_of(value, [&](const json& member) { return mentions(member, step); });
}

}  // namespace

Foresight::Foresight(const json& intake, const json& tables, json run)
    : scope_{{"intake", intake},
             {"tables", tables},
             {"run", std::move(run)},
             {"steps", json::object()}} {}

bool Foresight::can_know(const json& value) const {
  return std::ranges::none_of(open_,
                              [&](const std::string& step) { return mentions(value, step); });
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
