// JSON output documents, as described in schema/. Keys are added, never renamed; every
// key is always present, null where the value is unknown.
#pragma once

#include <limner/money.hpp>
#include <limner/provider.hpp>
#include <limner/store.hpp>
#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limner::app {

// Keys stay in the order in which schema/ lists them.
using nlohmann::ordered_json;

// An amount as a JSON number. It is read from the amount's text, never computed,
// and json_text() writes the same digits back: exact up to 15 significant digits,
// which is $999,999.999999999.
template <class Unit>
ordered_json number(Amount<Unit> amount);

// Numbers in full (0.000003, never 3e-06), bad UTF-8 replaced, characters that a terminal
// would act on escaped. On one line when `indent` is 0.
std::string json_text(const ordered_json& value, int indent = 2);

ordered_json text_or_null(const std::string& text);
ordered_json time_or_null(const std::optional<Time>& time);
ordered_json tags_json(const std::vector<std::pair<std::string, std::string>>& tags);

// requested, resolved, underlying, outputType, reason; null without a paid call.
ordered_json model_execution_json(const nlohmann::json& recorded);

// ---- errors ----

// {"error": {code, message, recovery, retryable, charged, detail}}, and `detail`
// again at the top level when present.
ordered_json failure_document(const Error& error);

// ---- money ----

// The sum of the newest entries of one group, without open calls.
store::CostTotal sum(std::span<const store::CostEntry> entries);

// estimatedUsd, actualUsd, currency, status, unresolvedUsd: the part of the estimate that is the
// reserve of calls that are live or in doubt.
ordered_json cost_json(const store::CostTotal& total);
ordered_json ledger_entry(const store::CostEntry& entry);
ordered_json cost_group(const store::CostGroup& group);

// ---- models ----

// `key`: whether the provider's key is configured; nullopt when it needs none.
ordered_json model_json(const provider::Model& model, std::optional<bool> key);

// ---- templates ----

// "intent.prompt", as --set and expressions write it.
std::string field_path(const templates::IntakeField& field);

nlohmann::ordered_json template_json(const templates::Template& workflow);

// ---- artifacts ----

struct ArtifactReport {
  store::ArtifactRow artifact;
  std::string title;  // of its run; may be empty
  std::vector<store::ReviewRow> reviews;
};
ArtifactReport load_artifact_report(const store::Records& records, const ArtifactId& id);
// Of a run, in order of creation. Throws Error{not_found} when it has none.
std::vector<ArtifactId> artifact_ids(const store::Records& records, const RunId& run);

const store::ArtifactFile* file_of(const store::ArtifactRow& artifact, std::string_view role);

ordered_json file_json(const ArtifactReport& report, const store::ArtifactFile* file,
                       const store::BlobStore& blobs);
ordered_json artifact_json(const ArtifactReport& report, const store::BlobStore& blobs);
ordered_json verdict_json(const store::ReviewRow& review);
ordered_json review_json(const ArtifactReport& report, const store::BlobStore& blobs);

// ---- runs ----

// Everything recorded of one run.
struct RunReport {
  store::RunRow run;
  std::vector<store::StepRow> steps;
  std::vector<store::CallRow> calls;
  std::vector<store::CostEntry> costs;
  std::vector<ArtifactReport> artifacts;
  store::CostTotal total;
  store::CreditTotal credits;
  Charged charged = Charged::no;
};
// `charged` of the run's failure is that of the report.
RunReport load_run_report(const store::Records& records,
                          const RunId& id);  // throws Error{not_found}

// The cost of one step; nullopt without a ledger entry and an open call.
std::optional<store::CostTotal> step_cost(const RunReport& report, int ordinal);

// The main artifact of a run: the one named by its output, else the first.
std::optional<std::string> artifact_of(const store::RunRow& run);

ordered_json run_summary(const RunReport& report);  // run --json
ordered_json run_detail(const RunReport& report,
                        const store::BlobStore& blobs);  // runs show --json
ordered_json run_row(const store::RunRow& run,
                     const store::CostTotal& total);  // one of runs ls --json

// A batch with its rows: run --rows --json, batch show --json.
ordered_json batch_document(const store::Records& records, const store::BatchRow& batch,
                            const std::vector<store::BatchItem>& items);
// One of batch ls --json.
ordered_json batch_summary(const store::BatchRow& batch, const store::BatchCounts& counts,
                           const store::CostTotal& total);

// The run as a task or job document.
ordered_json task_view(const RunReport& report, const store::BlobStore& blobs);
ordered_json job_view(const RunReport& report);

}  // namespace limner::app
