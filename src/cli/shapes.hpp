// The shapes that --json promises, made from what the store holds. A key is
// added, never renamed; all keys are always there, null where nothing is known.
#pragma once

#include <limner/money.hpp>
#include <limner/provider.hpp>
#include <limner/store.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limner {

// Keys stay in the order in which product.md and schema/ list them.
using nlohmann::ordered_json;

// An amount as a JSON number. It is read from the amount's text, never computed,
// and json_text() writes the same digits back: exact up to 15 significant digits,
// which is $999,999.999999999.
template <class Unit>
ordered_json number(Amount<Unit> amount);

// Numbers in full (0.000003, never 3e-06), bad UTF-8 replaced. On one line when
// `indent` is 0.
std::string json_text(const ordered_json& value, int indent = 2);

ordered_json text_or_null(const std::string& text);
ordered_json time_or_null(const std::optional<Time>& time);
ordered_json tags_shape(const std::vector<std::pair<std::string, std::string>>& tags);

// requested, resolved, underlying, outputType, reason; null for what bought nothing.
ordered_json model_execution_shape(const nlohmann::json& recorded);

// ---- money ----

// The newest entries of one group, summed: actual is absent while any entry has
// none, and the status is that of the least settled entry.
CostTotal sum(std::span<const CostEntry> entries);

ordered_json cost_shape(const CostTotal& total);  // estimatedUsd, actualUsd, currency, status
ordered_json ledger_entry(const CostEntry& entry);
ordered_json cost_group(const CostGroup& group);

// ---- models ----

// `key`: is there a key for its provider? Nothing when it needs none.
ordered_json model_shape(const Model& model, std::optional<bool> key);

// ---- artifacts ----

struct ArtifactStory {
  ArtifactRow artifact;
  std::string title;  // of its run; may be empty
  std::vector<ReviewRow> reviews;
};
ArtifactStory read_artifact(const Records& records, const ArtifactId& id);

const ArtifactFile* file_of(const ArtifactRow& artifact, std::string_view role);

ordered_json file_shape(const ArtifactStory& story, const ArtifactFile* file,
                        const BlobStore& blobs);
ordered_json artifact_shape(const ArtifactStory& story, const BlobStore& blobs);
ordered_json verdict_shape(const ReviewRow& review);
ordered_json review_shape(const ArtifactStory& story, const BlobStore& blobs);

// ---- runs ----

// Everything recorded of one run.
struct RunStory {
  RunRow run;
  std::vector<StepRow> steps;
  std::vector<CallRow> calls;
  std::vector<CostEntry> costs;
  std::vector<ArtifactStory> artifacts;
  CostTotal total;
  CreditTotal credits;
};
RunStory read_run(const Records& records, const RunId& id);  // throws Error{not_found}

// What one step cost; nothing for a step that bought nothing.
std::optional<CostTotal> step_cost(const RunStory& story, int ordinal);

// The artifact that a run was for: what its output names, else its first.
std::optional<std::string> artifact_of(const RunRow& run);

ordered_json run_summary(const RunStory& story);                         // run --json
ordered_json run_detail(const RunStory& story, const BlobStore& blobs);  // runs show --json
ordered_json run_row(const RunRow& run, const CostTotal& total);         // one of runs ls --json

// How other systems see the same run.
ordered_json task_view(const RunStory& story, const BlobStore& blobs);
ordered_json job_view(const RunStory& story);

}  // namespace limner
