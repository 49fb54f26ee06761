// Results of earlier runs, found by everything that determines them.
#pragma once

#include "engine/image_cache.hpp"

#include <limner/engine.hpp>

#include <optional>
#include <string>

namespace limner::engine {

// A step of another run whose outputs this run may use.
struct CachedStep {
  store::StepRow row;
  StepReuse reuse;
};

// USD: as reported, else estimated.
Money cost_of_step(const store::Records& records, const RunId& run, int ordinal);

// The entry in the ledger of a step of the run that was not executed: nothing was paid.
store::CostEntry reuse_entry(const RunId& run, const store::StepRow& row, Time now, IdSource& ids);

// Adds a warning for each artifact in the outputs of the row that was rejected in review.
void warn_of_rejections(const store::Records& records, store::StepRow& row);

// Throws Error{answer_differs} when the warnings of the row say that a picture differs from its
// request.
void refuse_deviations(const store::StepRow& row);

// The references must outlive the object, which is used from one thread.
struct CacheSources {
  const store::Records& records;
  ImageCache& images;
  const provider::Providers& providers;
  std::string version;                                           // of the program
  const std::vector<std::pair<std::string, std::string>>& tags;  // of the artifacts of the run
  bool reads_files = true;                                       // as ReuseSources::reads_files
};

class StepCache {
 public:
  StepCache(const Plan& plan, CacheSources sources) : plan_(plan), sources_(sources) {}

  // What determines the outputs of the step, an object: its kind and parameters, pictures by
  // their content; and of a step with a model that, its address, the seed and, where the step
  // buys something, the take. A step that this program executes alone also depends on its version.
  // `with`: as SentParameters::with. Throws Error for a picture that cannot be decoded, and as
  // Provider::endpoint().
  nlohmann::json facts(const PlannedStep& step, int ordinal, const nlohmann::json& with) const;

  // SHA-256 of the facts, hexadecimal; empty for a step with `cache: never`, and for one that uses
  // nothing but its parameters, which is executed sooner than it is found.
  std::string key(const PlannedStep& step, int ordinal, const nlohmann::json& with) const;

  // Sets cache_key and key_facts of the row of the step, whose inputs are set.
  void set_key(const PlannedStep& step, const nlohmann::json& with, const store::RunRow& run,
               store::StepRow& row) const;

  // Whether the step may use an earlier result with that key: see Plan::uses_cache.
  bool may_be_found(const PlannedStep& step, const std::string& key) const;

  // The newest step that succeeded with the key and whose files are all in the store, unchanged.
  // None for a step that must not be found.
  std::optional<CachedStep> find(const PlannedStep& step, const std::string& key) const;

 private:
  nlohmann::json content_of(const nlohmann::json& record, bool is_bought) const;
  bool is_whole(const store::StepRow& row) const;

  const Plan& plan_;
  CacheSources sources_;
};

}  // namespace limner::engine
