#include "engine/key_facts.hpp"
#include "engine/step_cache.hpp"

#include <limner/engine/reuse_reasons.hpp>
#include <limner/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::engine {

namespace {

using nlohmann::json;

constexpr int most_compared = 20;

// ---- differences ----

void compare(const std::string& path, const json& before, const json& after,
             std::vector<FactChange>& changes) {
  if (before == after) return;
  if (before.is_object() && after.is_object()) {
    json names = before;
    names.update(after);
    for (const auto& [name, value] : names.items()) {
      const std::string member = path.empty() ? name : path + "." + name;
      compare(member, before.value(name, json()), after.value(name, json()), changes);
    }
    return;
  }
  if (before.is_array() && after.is_array() && before.size() == after.size()) {
    for (std::size_t at = 0; at < before.size(); ++at)
      compare(fmt::format("{}[{}]", path, at), before[at], after[at], changes);
    return;
  }
  changes.push_back({path, before, after});
}

// What a person has changed comes before what follows from it, content before names, and the
// version last.
std::size_t rank(const FactChange& change) {
  constexpr std::array<std::string_view, 6> first{"uses",     "model", "apiModel",
                                                  "endpoint", "with",  "take"};
  const std::string_view name = std::string_view(change.field).substr(0, change.field.find('.'));
  if (name == "version") return 2 * first.size() + 2;
  const auto at = static_cast<std::size_t>(std::ranges::find(first, name) - first.begin());
  return 2 * at + (change.field.ends_with(".file_name") ? 1 : 0);
}

std::vector<FactChange> changes_between(const json& before, const json& after) {
  std::vector<FactChange> changes;
  compare("", before, after, changes);
  std::ranges::stable_sort(changes, {}, rank);
  return changes;
}

// ---- earlier steps ----

StepReuse reuse_of(const store::Records& records, const RunId& run, int ordinal) {
  return {.from = run, .ordinal = ordinal, .saved = cost_of_step(records, run, ordinal)};
}

// As reference_to() writes it.
std::optional<StepReuse> parse_reference(const store::Records& records, const std::string& text) {
  const std::size_t slash = text.find('/');
  int ordinal = 0;
  if (slash == std::string::npos) return {};
  const char* end = text.data() + text.size();
  if (std::from_chars(text.data() + slash + 1, end, ordinal).ptr != end) return {};
  return reuse_of(records, RunId::parse(text.substr(0, slash)), ordinal);
}

class RunExplanation {
 public:
  RunExplanation(const RunId& run, const store::Records& records)
      : records_(records), run_(required(records, run)), steps_(records.steps(run)) {
    const auto version = records.template_version(run_.template_digest);
    if (version) template_ = json::parse(version->canonical, nullptr, false);
  }

  std::vector<StepExplanation> explain() const {
    std::vector<StepExplanation> all;
    for (const store::StepRow& step : steps_) all.push_back(explain(step));
    return all;
  }

 private:
  static store::RunRow required(const store::Records& records, const RunId& id) {
    std::optional<store::RunRow> run = records.run(id);
    if (!run) throw Error(ErrorCode::not_found, "there is no run {}", id.str());
    return std::move(*run);
  }

  StepExplanation explain(const store::StepRow& step) const {
    if (step.status == store::StepStatus::reused)
      return {step, ReuseReason::reused, parse_reference(records_, step.reused_from)};
    if (const auto reason = without_search(step)) return {step, *reason, {}};
    const auto earlier = records_.earlier_steps(run_, step, most_compared);
    for (const auto& [run, other] : earlier) {
      if (other.cache_key == step.cache_key && other.status == store::StepStatus::succeeded)
        return {step, reason_beside(step, other), reuse_of(records_, run, other.ordinal)};
    }
    for (const auto& [run, other] : earlier) {
      if (other.cache_key == step.cache_key && other.status != store::StepStatus::reused)
        return {step, ReuseReason::not_finished, reuse_of(records_, run, other.ordinal)};
    }
    return compared(step, earlier);
  }

  // None: the step was looked for in earlier runs.
  std::optional<ReuseReason> without_search(const store::StepRow& step) const {
    if (step.status == store::StepStatus::skipped) return ReuseReason::skipped;
    if (step.status == store::StepStatus::pending) return ReuseReason::not_started;
    const step::StepKind* kind = step::find_step_kind(step.uses);
    if (kind != nullptr && kind->pure) return ReuseReason::only_parameters;
    if (has_cache_never(step)) return ReuseReason::cache_never;
    const json& specified = run_.specification;
    if (!specified.value("usesCache", true)) return ReuseReason::no_cache;
    const json fresh = specified.value("fresh", json::array());
    if (std::ranges::find(fresh, json(step.id)) != fresh.end()) return ReuseReason::fresh;
    if (step.cache_key.empty()) return ReuseReason::failed_before;
    return {};
  }

  bool has_cache_never(const store::StepRow& step) const {
    if (!template_.is_object()) return false;
    const json steps = template_.value("steps", json::array());
    return std::ranges::any_of(steps, [&](const json& one) {
      return one.value("id", "") == step.id && one.value("cache", "") == "never";
    });
  }

  // Why the equal step `other`, which succeeded, was not used.
  ReuseReason reason_beside(const store::StepRow& step, const store::StepRow& other) const {
    if (!other.finished || !step.started || *other.finished > *step.started)
      return ReuseReason::made_meanwhile;
    for (const store::CallRow& call : records_.calls(run_.id)) {
      if (call.step == step.ordinal && call.at < *step.started &&
          call.state == store::CallState::succeeded)
        return ReuseReason::own_answer;
    }
    if (step.uses == "artifact.create" && has_made_pictures()) return ReuseReason::own_pictures;
    return ReuseReason::file_damaged;
  }

  bool has_made_pictures() const {
    return std::ranges::any_of(steps_, [](const store::StepRow& step) {
      const step::StepKind* kind = step::find_step_kind(step.uses);
      return step.status == store::StepStatus::succeeded && step.uses != "artifact.create" &&
             !(kind != nullptr && kind->pure);
    });
  }

  StepExplanation compared(const store::StepRow& step,
                           const std::vector<std::pair<RunId, store::StepRow>>& earlier) const {
    const auto facts = kept_facts(run_, step);
    if (!facts) return {step, ReuseReason::unknown, {}};
    StepExplanation nearest{step, ReuseReason::nothing_earlier, {}};
    for (const auto& [id, other] : earlier) {
      const auto run = records_.run(id);
      const auto before = run ? kept_facts(*run, other) : std::nullopt;
      if (!before) continue;
      std::vector<FactChange> changes = changes_between(*before, *facts);
      if (nearest.earlier && nearest.changes.size() <= changes.size()) continue;
      nearest = {step, ReuseReason::changed, reuse_of(records_, id, other.ordinal),
                 std::move(changes)};
    }
    return nearest;
  }

  const store::Records& records_;
  store::RunRow run_;
  std::vector<store::StepRow> steps_;
  json template_;
};

}  // namespace

std::vector<StepExplanation> explain_reuse(const RunId& run, const store::Records& records) {
  return RunExplanation(run, records).explain();
}

}  // namespace limner::engine
