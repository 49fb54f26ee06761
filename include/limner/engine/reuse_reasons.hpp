// Why each step of a run was executed, or why it was not.
#pragma once

#include <limner/engine/plan.hpp>
#include <limner/enum_text.hpp>
#include <limner/store.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::engine {

enum class ReuseReason {
  reused,           // an earlier run has its result
  changed,          // what determines it differs from the nearest earlier run: see `changes`
  nothing_earlier,  // no earlier run of the template has the step
  not_finished,     // an equal step of an earlier run has not succeeded
  made_meanwhile,   // one had not ended when this step started
  file_damaged,     // a file of an equal step was missing or damaged then
  own_answer,       // the run had an answer to its own request
  own_pictures,     // an artifact of a run that has made pictures itself
  fresh,            // --fresh
  no_cache,         // --no-cache
  cache_never,      // `cache: never` in the template
  only_parameters,  // it uses nothing but its parameters
  failed_before,    // it failed before it was looked for
  skipped,          // its condition was not true
  not_started,
  unknown,  // the store does not say what determines it
};
constexpr EnumWords<ReuseReason::unknown> enum_words(ReuseReason) {
  return {"reused",         "changed",      "nothing_earlier", "not_finished",
          "made_meanwhile", "file_damaged", "own_answer",      "own_pictures",
          "fresh",          "no_cache",     "cache_never",     "only_parameters",
          "failed_before",  "skipped",      "not_started",     "unknown"};
}

// One of the values that determine the outputs of a step.
struct FactChange {
  std::string field;      // "take", "with.prompt", "with.input[0].pixels"
  nlohmann::json before;  // in the earlier run; null: it has none
  nlohmann::json after;
};

struct StepExplanation {
  store::StepRow step;
  ReuseReason reason = ReuseReason::unknown;
  std::optional<StepReuse> earlier;      // that it was taken from, or compared with
  std::vector<FactChange> changes = {};  // the most important first
};

// One for each step of the run, in order. Compares each step with those of the last twenty earlier
// runs of the template and takes the one with the fewest differences, of several the newest. Reads
// rows only. Throws Error{not_found}.
std::vector<StepExplanation> explain_reuse(const RunId& run, const store::Records& records);

}  // namespace limner::engine
