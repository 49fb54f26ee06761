// JSON of runs and their steps.
#include "app/report/json_output.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <iterator>
#include <map>

namespace limner::app {

namespace {

using nlohmann::json;

// Id of a picture in the lineage → the artifact that it became a file of.
using Owners = std::map<std::string, std::string>;

Owners owners_of(const RunReport& report) {
  Owners owners;
  for (const ArtifactReport& made : report.artifacts) {
    for (const store::ArtifactFile& file : made.artifact.files)
      owners.emplace(file.image, made.artifact.id.str());
  }
  return owners;
}

// Image records are written before the artifact exists: its id is filled in here.
void fill_in_owners(ordered_json& value, const Owners& owners) {
  if (value.is_object() && value.contains("id") && value.contains("artifactId") &&
      value["artifactId"].is_null() && value["id"].is_string()) {
    const auto owner = owners.find(value["id"].get<std::string>());
    if (owner != owners.end()) value["artifactId"] = owner->second;
  }
  if (!value.is_structured()) return;
  for (ordered_json& member : value) fill_in_owners(member, owners);
}

ordered_json call_json(const store::CallRow& call) {
  return {
      {"id", call.id.str()},
      {"attempt", call.attempt},
      {"state", call.state},
      {"provider", call.provider},
      {"model", call.model},
      {"operation", call.operation},
      {"requestSha256", text_or_null(call.request_digest)},
      {"idempotencyKey", text_or_null(call.idempotency_key)},
      {"remoteId", text_or_null(call.remote_id)},
      {"embedded", call.embedded},
      {"replayed", call.billing_class == Billing::replayed},
      {"chargeType", call.charge},
      {"reservedUsd", number(call.reserved)},
      {"rawAnswerSha256", call.raw_answer ? ordered_json(call.raw_answer->hex()) : ordered_json()},
      {"billingClass", call.billing_class ? ordered_json(*call.billing_class) : ordered_json()},
      {"failure", call.failure},
      {"at", rfc3339(call.at)}};
}

// Without what only a resumed run needs.
ordered_json lineage_json(const json& lineage) {
  ordered_json list = ordered_json::array();
  if (!lineage.is_array()) return list;
  for (const json& picture : lineage) {
    ordered_json& one = list.emplace_back(ordered_json::object());
    for (const char* key : {"id", "from", "references", "callId"})
      one[key] = picture.contains(key) ? ordered_json(picture.at(key)) : ordered_json();
  }
  return list;
}

ordered_json step_cost_json(const RunReport& report, int ordinal) {
  const std::optional<store::CostTotal> cost = step_cost(report, ordinal);
  if (!cost) return nullptr;
  ordered_json shape = cost_json(*cost);
  shape.erase("currency");
  return shape;
}

ordered_json run_step_json(const RunReport& report, const store::StepRow& step,
                           const Owners& owners) {
  ordered_json calls = ordered_json::array();
  for (const store::CallRow& call : report.calls) {
    if (call.step == step.ordinal) calls.push_back(call_json(call));
  }
  ordered_json outputs = step.outputs;
  fill_in_owners(outputs, owners);
  return {
      {"ordinal", step.ordinal},
      {"id", step.id},
      {"name", step.name},
      {"uses", step.uses},
      {"status", step.status},
      {"provider", text_or_null(step.provider)},
      {"model", text_or_null(step.model)},
      {"modelExecution", model_execution_json(step.model_execution)},
      {"startedAt", time_or_null(step.started)},
      {"finishedAt", time_or_null(step.finished)},
      {"durationMs", step.duration_ms ? ordered_json(*step.duration_ms) : ordered_json()},
      {"attempts", step.attempts},
      {"reusedFrom", text_or_null(step.reused_from)},
      {"calls", std::move(calls)},
      {"cost", step_cost_json(report, step.ordinal)},
      {"usage", step.usage},
      {"outputs", std::move(outputs)},
      {"lineage", lineage_json(step.lineage)},
      {"warnings", step.warnings.is_array() ? ordered_json(step.warnings) : ordered_json::array()},
      {"failure", step.failure}};
}

ordered_json millis_between(const std::optional<Time>& from, const std::optional<Time>& to) {
  return from && to ? ordered_json((*to - *from).count()) : ordered_json();
}

std::optional<Time> last_artifact(const RunReport& report) {
  std::optional<Time> last;
  for (const ArtifactReport& made : report.artifacts)
    last = std::max(last, std::optional(made.artifact.created));
  return last;
}

ordered_json artifact_ids_json(const RunReport& report) {
  ordered_json ids = ordered_json::array();
  for (const ArtifactReport& made : report.artifacts) ids.push_back(made.artifact.id.str());
  return ids;
}

ordered_json calls_in_doubt(const RunReport& report) {
  ordered_json ids = ordered_json::array();
  for (const store::CallRow& call : report.calls) {
    if (call.state == store::CallState::in_doubt) ids.push_back(call.id.str());
  }
  return ids;
}

ordered_json run_review(const RunReport& report) {
  ordered_json verdicts = ordered_json::array();
  for (const ArtifactReport& made : report.artifacts) {
    for (const store::ReviewRow& review : made.reviews) verdicts.push_back(verdict_json(review));
  }
  return {{"status", report.run.status}, {"verdicts", std::move(verdicts)}};
}

bool may_still_cost(const store::CallRow& call) {
  using enum store::CallState;
  const bool is_open = call.state == intent || call.state == dispatching ||
                       call.state == accepted || call.state == in_doubt;
  return is_open && !call.reserved.is_zero();
}

ordered_json duration_of(const store::RunRow& run) {
  return run.duration_ms ? ordered_json(*run.duration_ms) : ordered_json();
}

// Those that the run uses instead of making them again.
void add_reused_artifacts(const store::Records& records, RunReport& report) {
  for (const store::StepRow& step : report.steps) {
    if (step.status != store::StepStatus::reused || !step.outputs.contains("artifactIds")) continue;
    for (const json& id : step.outputs.at("artifactIds")) {
      auto artifact = records.artifact(ArtifactId::parse(id.get<std::string>()));
      if (!artifact) continue;
      std::vector<store::ReviewRow> reviews = records.reviews(artifact->id);
      report.artifacts.push_back({.artifact = std::move(*artifact),
                                  .title = report.run.title,
                                  .reviews = std::move(reviews)});
    }
  }
}

}  // namespace

ordered_json model_execution_json(const json& recorded) {
  if (!recorded.is_object()) return nullptr;
  ordered_json out;
  for (const char* key : {"requested", "resolved", "underlying", "outputType", "reason"})
    out[key] = recorded.contains(key) ? ordered_json(recorded.at(key)) : ordered_json();
  return out;
}

RunReport load_run_report(const store::Records& records, const RunId& id) {
  std::optional<store::RunRow> run = records.run(id);
  if (!run) throw Error(ErrorCode::not_found, "unknown run {}", id.str());
  RunReport report{.run = std::move(*run),
                   .steps = records.steps(id),
                   .calls = records.calls(id),
                   .costs = records.costs({.run = id}),
                   .artifacts = {},
                   .total = records.total({.run = id}),
                   .credits = records.credits(id),
                   .charged = records.charged(id)};
  if (report.run.failure.is_object()) report.run.failure["charged"] = to_string(report.charged);
  for (store::ArtifactRow& artifact : records.artifacts({.run = id})) {
    std::vector<store::ReviewRow> reviews = records.reviews(artifact.id);
    report.artifacts.push_back({.artifact = std::move(artifact),
                                .title = report.run.title,
                                .reviews = std::move(reviews)});
  }
  // Lists are newest first; within a run, artifacts are in order of creation. Their ids are not:
  // those of one millisecond are in random order.
  std::ranges::reverse(report.artifacts);
  add_reused_artifacts(records, report);
  return report;
}

std::optional<store::CostTotal> step_cost(const RunReport& report, int ordinal) {
  std::vector<store::CostEntry> entries;
  std::ranges::copy_if(report.costs, std::back_inserter(entries),
                       [&](const store::CostEntry& entry) { return entry.step == ordinal; });
  store::CostTotal total = sum(entries);
  for (const store::CallRow& call : report.calls) {
    if (call.step == ordinal && may_still_cost(call)) add_open_calls(total, 1, call.reserved);
  }
  return total.status ? std::optional(total) : std::nullopt;
}

std::optional<std::string> artifact_of(const store::RunRow& run) {
  if (!run.output.is_object() || !run.output.contains("artifactId")) return {};
  const json& id = run.output.at("artifactId");
  return id.is_string() ? std::optional(id.get<std::string>()) : std::nullopt;
}

ordered_json run_summary(const RunReport& report) {
  const store::RunRow& run = report.run;
  const ordered_json ids = artifact_ids_json(report);
  const std::optional<std::string> named = artifact_of(run);
  const auto reused =
      std::ranges::count(report.steps, store::StepStatus::reused, &store::StepRow::status);
  return {{"id", run.id.str()},
          {"status", run.status},
          {"artifactId", named         ? ordered_json(*named)
                         : ids.empty() ? ordered_json()
                                       : ids.front()},
          {"durationMs", duration_of(run)},
          {"totalCosts", cost_json(report.total)},
          {"templateId", run.template_id},
          {"requestId", run.request_id},
          {"artifactIds", ids},
          {"credits",
           {{"charged", number(report.credits.charged)},
            {"refunded", number(report.credits.refunded)},
            {"wallet", text_or_null(report.credits.wallet)}}},
          {"reusedSteps", reused},
          {"inDoubt", calls_in_doubt(report)}};
}

ordered_json run_detail(const RunReport& report, const store::BlobStore& blobs) {
  const store::RunRow& run = report.run;
  const Owners owners = owners_of(report);
  ordered_json out = run_summary(report);
  out.update({{"specification", run.specification},
              {"intake", run.intake},
              {"queuedAt", rfc3339(run.queued)},
              {"startedAt", time_or_null(run.started)},
              {"firstArtifactAt", time_or_null(run.first_artifact)},
              {"completedAt", time_or_null(run.completed)},
              {"queueWaitMs", millis_between(run.queued, run.started)},
              {"timeToFirstArtifactMs", millis_between(run.queued, run.first_artifact)},
              {"timeToFinalArtifactMs", millis_between(run.queued, last_artifact(report))},
              {"failure", run.failure},
              {"review", run_review(report)}});
  ordered_json& artifacts = out["artifacts"] = ordered_json::array();
  for (const ArtifactReport& made : report.artifacts)
    artifacts.push_back(artifact_json(made, blobs));
  ordered_json& ledger = out["ledger"] = ordered_json::array();
  for (const store::CostEntry& entry : report.costs) ledger.push_back(ledger_entry(entry));
  ordered_json& steps = out["runSteps"] = ordered_json::array();
  for (const store::StepRow& step : report.steps)
    steps.push_back(run_step_json(report, step, owners));
  return out;
}

ordered_json run_row(const store::RunRow& run, const store::CostTotal& total) {
  const std::optional<std::string> artifact = artifact_of(run);
  return {{"id", run.id.str()},
          {"status", run.status},
          {"templateId", run.template_id},
          {"title", run.title},
          {"artifactId", artifact ? ordered_json(*artifact) : ordered_json()},
          {"durationMs", duration_of(run)},
          {"totalCosts", cost_json(total)},
          {"requestId", run.request_id},
          {"take", run.take},
          {"queuedAt", rfc3339(run.queued)},
          {"completedAt", time_or_null(run.completed)},
          {"failure", run.failure},
          {"tags", tags_json(run.tags)}};
}

}  // namespace limner::app
