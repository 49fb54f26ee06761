// Parses and checks the steps in order.
#include "template/steps.hpp"

#include "template/checked_text.hpp"
#include "template/interpolation.hpp"
#include "template/messages.hpp"
#include "template/reader.hpp"
#include "template/step_params.hpp"

#include <limner/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace limner::templates {

namespace {

using nlohmann::json;

// `values` has been checked against the words of the enum.
template <NamedEnum E>
void read_choice(const json& values, const char* key, E& value) {
  if (values.contains(key)) value = parse_enum<E>(values.value(key, "")).value_or(value);
}

void fill_step(StepSpec& step, const json& values) {
  step.condition = values.value("if", "");
  read_choice(values, "on_failure", step.on_failure);
  read_choice(values, "on_technical_failure", step.on_technical_failure);
  step.fallback = values.value("fallback", std::vector<std::string>());
  if (values.contains("charge")) step.charge = parse_enum<ChargeType>(values.value("charge", ""));
  if (values.contains("timeout"))
    step.timeout = parse_duration(values["timeout"].get<std::string>());
  if (values.contains("retry")) step.max_retries = values["retry"].value("max", 0);
  step.cache = values.value("cache", "auto") == "auto";
}

// Default names: NAME, then NAME2, NAME3, …
class UniqueNames {
 public:
  void insert(const std::string& name) { names_.insert(name); }

  std::string make(const std::string& stem, std::string_view separator) {
    std::string name = stem;
    for (int& n = last_number_[stem]; names_.contains(name);)
      name = fmt::format("{}{}{}", stem, separator, n = std::max(n, 1) + 1);
    insert(name);
    return name;
  }

 private:
  std::set<std::string> names_;
  std::map<std::string, int> last_number_;
};

class StepsReader {
 public:
  StepsReader(std::span<const StepSignature* const> kinds, ValueType& scope, Problems& problems)
      : kinds_(kinds), scope_(scope), problems_(problems) {}

  ParsedSteps read(const Node& list) {
    name_steps(list);
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Node& node = list.items[i];
      const Loc loc{"steps", std::to_string(i)};
      if (expect(&node, NodeKind::map, "a step", loc, problems_) != nullptr) step(node, i, loc);
      add_outputs(i);
    }
    return std::move(read_);
  }

 private:
  // Collects all ids first, so that references to later steps are recognised.
  void name_steps(const Node& list) {
    UniqueNames unique;
    std::map<std::string, const Node*> owners;
    for (const Node& node : list.items) {
      const Node* id = find_value(node, "id");
      const bool written = id != nullptr && id->kind == NodeKind::scalar;
      ids_.push_back(written ? id->text : std::string());
      if (!written) continue;
      unique.insert(id->text);
      const auto [owner, is_new] = owners.emplace(id->text, id);
      if (!is_new)
        problems_.add(*id, {"steps", std::to_string(ids_.size() - 1), "id"}, "duplicate_id",
                      fmt::format("two steps have the id \"{}\"", id->text),
                      fmt::format("the first is {}; give this one another id",
                                  problems_.place(*owner->second)));
    }
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (ids_[i].empty()) ids_[i] = unique.make(stem_of(list.items[i]), "_");
    }
  }

  // image.generate → image_generate
  static std::string stem_of(const Node& step) {
    const Node* uses = find_value(step, "uses");
    std::string id = uses == nullptr || uses->text.empty() ? "step" : uses->text;
    std::ranges::replace(id, '.', '_');
    return id;
  }

  void step(const Node& node, std::size_t index, const Loc& loc) {
    json values = read_map(node, step_keys(), loc, problems_);
    StepSpec step{.id = ids_[index]};
    fill_step(step, values);
    const StepSignature* kind = kind_of_step(node, loc);
    const StepSignature* checked = kind == nullptr ? similar_kind(node) : kind;
    if (const Node* uses = find_value(node, "uses"); uses != nullptr) step.uses = uses->text;
    step.name = values.contains("name") ? values["name"].get<std::string>()
                                        : step_names_.make(step.uses, "#");
    step_names_.insert(step.name);

    const CheckScope names{.names = scope_,
                           .later_steps = std::span<const std::string>(ids_).subspan(index)};
    step.with = params(node, checked, names, loc);
    last_size_ = checked == nullptr ? std::nullopt : picture_count(*checked, node, names);
    if (const Node* condition = find_value(node, "if"); condition != nullptr)
      check_condition(*condition, names, loc / "if");
    check_recovery(step, node, loc);

    values["id"] = step.id;
    values["uses"] = step.uses;
    values["with"] = step.with;
    read_.canonical.push_back(std::move(values));
    read_.steps.push_back(std::move(step));
    last_kind_ = checked;
  }

  // The kind that a misspelt name most likely means: its parameters are checked too.
  const StepSignature* similar_kind(const Node& node) const {
    const Node* uses = find_value(node, "uses");
    if (uses == nullptr || find_value(node, "with") == nullptr) return nullptr;
    std::vector<std::string> names;
    for (const StepSignature* known : kinds_) names.emplace_back(known->name);
    return find_kind(kinds_, nearest(uses->text, names));
  }

  // The maximum number of pictures of a step: `count`, or as many as its `input` has.
  std::optional<std::int64_t> picture_count(const StepSignature& kind, const Node& node,
                                            const CheckScope& names) const {
    const Node* with = find_value(node, "with");
    const auto param = [&](std::string_view name) {
      return with ? find_value(*with, name) : nullptr;
    };
    const auto has = [&](std::string_view name) {
      return std::ranges::find(kind.params, name, &ParamSpec::name) != kind.params.end();
    };
    if (has("count")) {
      const Node* count = param("count");
      if (count == nullptr || is_null(*count)) return 1;
      const json value = count->to_json();
      return value.is_number_integer() ? std::optional(value.get<std::int64_t>()) : std::nullopt;
    }
    const Node* input = has("input") ? param("input") : nullptr;
    if (input == nullptr) return {};
    Problems ignored = problems_.of_same_documents();
    const auto shape = check_text(*input, names, {}, ignored);
    if (!shape) return {};
    return shape->type == ParamType::images ? shape->size : 1;
  }

  const StepSignature* kind_of_step(const Node& node, const Loc& loc) {
    const Node* uses = find_value(node, "uses");
    if (uses == nullptr || is_blank(*uses)) return nullptr;
    if (expect(uses, NodeKind::scalar, "uses", loc / "uses", problems_) == nullptr) return nullptr;
    if (const StepSignature* kind = find_kind(kinds_, uses->text)) return kind;
    std::vector<std::string> names;
    for (const StepSignature* known : kinds_) names.emplace_back(known->name);
    problems_.add(*uses, loc / "uses", "unknown_kind",
                  fmt::format("unknown step kind {}", quoted_value(uses->text)),
                  suggestion(uses->text, names));
    return nullptr;
  }

  json params(const Node& node, const StepSignature* kind, const CheckScope& names,
              const Loc& loc) {
    const Node* with = find_value(node, "with");
    if (with != nullptr && is_blank(*with)) with = nullptr;
    if (with != nullptr && expect(with, NodeKind::map, "with", loc / "with", problems_) == nullptr)
      return json::object();
    const bool is_misplaced = with == nullptr && has_unindented_params(node);
    if (kind != nullptr && !is_misplaced) {
      const Node* uses = find_value(node, "uses");
      refuse_missing_params(with, *uses, *kind, loc / "with", problems_);
    }
    return with == nullptr ? json::object()
                           : read_params(*with, kind, names, loc / "with", problems_);
  }

  void check_condition(const Node& condition, const CheckScope& names, const Loc& loc) {
    if (!check_text(condition, names, loc, problems_)) return;
    const std::string_view text = condition.text;
    try {
      if (is_one_expression(pieces_of(text))) return;
    } catch (const ExpressionFault&) {
      return;  // already reported
    }
    problems_.add(condition, loc, "expression", "a condition must be one expression",
                  "join two with and: ${{ a and b }}");
  }

  void check_recovery(const StepSpec& step, const Node& node, const Loc& loc) {
    const bool falls_back = step.on_technical_failure == OnTechnicalFailure::fallback;
    if (falls_back && step.fallback.empty())
      problems_.add(*node.find("on_technical_failure"), loc / "fallback", "missing",
                    "there is no model to fall back to", "add fallback: [provider/model]");
    if (!falls_back && !step.fallback.empty())
      problems_.add(*node.find("fallback"), loc / "fallback", "value", "fallback is never used",
                    "add on_technical_failure: fallback");
  }

  void add_outputs(std::size_t index) {
    const StepSignature* kind = std::exchange(last_kind_, nullptr);
    auto& steps = std::ranges::find(scope_.members, "steps", &ValueType::Member::name)->shape;
    ValueType outputs = kind == nullptr ? ValueType{} : type_of(*kind);
    for (ValueType::Member& output : outputs.members) {
      if (output.shape.type == ParamType::images) output.shape.size = last_size_;
    }
    last_size_.reset();
    steps.members.push_back({ids_[index], std::move(outputs)});
  }

  std::span<const StepSignature* const> kinds_;
  ValueType& scope_;
  Problems& problems_;
  std::vector<std::string> ids_;
  UniqueNames step_names_;
  const StepSignature* last_kind_ = nullptr;  // of the step just read
  std::optional<std::int64_t> last_size_;     // of its pictures, the maximum
  ParsedSteps read_;
};

}  // namespace

ParsedSteps read_steps(const Node& steps, std::span<const StepSignature* const> kinds,
                       ValueType& scope, Problems& problems) {
  if (expect(&steps, NodeKind::list, "steps", {"steps"}, problems) == nullptr) return {};
  if (steps.items.empty())
    problems.add(steps, {"steps"}, "missing", "there are no steps", "add at least one");
  return StepsReader(kinds, scope, problems).read(steps);
}

const StepSignature* find_kind(std::span<const StepSignature* const> kinds, std::string_view name) {
  const auto found =
      std::ranges::find_if(kinds, [&](const StepSignature* kind) { return kind->name == name; });
  return found == kinds.end() ? nullptr : *found;
}

}  // namespace limner::templates
