#include "app/template_check.hpp"

#include <limner/document.hpp>
#include <limner/step.hpp>

namespace limner::app {

namespace {

using nlohmann::json;

json literals_of(const json& with) {
  json known = json::object();
  for (const auto& [name, value] : with.items()) {
    if (value.dump().find("${{") == std::string::npos) known[name] = value;
  }
  return known;
}

Error unknown_model(const std::string& id, const provider::Catalogue& catalogue) {
  Error error(ErrorCode::unsupported_model, "unknown model \"{}\"", id);
  const std::string near = catalogue.nearest(id);
  error.with_help(near.empty() ? "list the models: limner models ls"
                               : fmt::format("did you mean \"{}\"?", near));
  return error;
}

// The error of a run with these parameters; absent: they are accepted.
std::optional<Error> refusal(const step::StepKind& kind, const json& known,
                             const provider::Catalogue& catalogue) {
  try {
    step::planned_operation(kind, known);
    const std::string id = known.value("model", "auto");
    if (id == "auto") return {};
    const provider::Model* model = catalogue.find(id);
    if (model == nullptr) return unknown_model(id, catalogue);
    if (kind.check != nullptr) kind.check(known, *model);
    return {};
  } catch (const Error& error) {
    return error;
  }
}

// The parameter without which the others are accepted; empty: none alone.
std::string refused_parameter(const step::StepKind& kind, const json& known,
                              const provider::Catalogue& catalogue) {
  for (const auto& [name, value] : known.items()) {
    json others = known;
    others.erase(name);
    if (name != "model" && !refusal(kind, others, catalogue)) return name;
  }
  return known.contains("model") ? "model" : "";
}

// The nodes of the steps, when the document itself contains them all.
const std::vector<Node>* steps_of(const Document& document, const templates::Template& workflow) {
  const Node* steps = document.root.find("steps");
  const bool all = steps != nullptr && steps->items.size() == workflow.steps.size();
  return all ? &steps->items : nullptr;
}

std::optional<Mark> mark_of(const Document& document, const Node& step, const std::string& name) {
  const Node* with = step.find("with");
  const Node* value = with == nullptr ? nullptr : with->find(name);
  if (value != nullptr) return document.mark(*value);
  return document.mark(with == nullptr ? step : *with);
}

}  // namespace

std::vector<Problem> unusable_literals(const templates::Template& workflow,
                                       const provider::Catalogue& catalogue) {
  const Document document = parse_document(workflow.source, workflow.origin);
  const std::vector<Node>* nodes = steps_of(document, workflow);
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < workflow.steps.size(); ++i) {
    const templates::StepSpec& step = workflow.steps[i];
    const step::StepKind* kind = step::find_step_kind(step.uses);
    if (kind == nullptr || kind->operation == nullptr) continue;
    const json known = literals_of(step.with);
    const std::optional<Error> error = refusal(*kind, known, catalogue);
    if (!error) continue;
    const std::string name = refused_parameter(*kind, known, catalogue);
    Problem problem{.message = error->what(),
                    .type = "value",
                    .loc = {"steps", std::to_string(i), "with"},
                    .mark = nodes ? mark_of(document, (*nodes)[i], name) : std::nullopt,
                    .help = std::string(error->help())};
    if (!name.empty()) problem.loc.push_back(name);
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace limner::app
