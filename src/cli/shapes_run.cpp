// Runs and their steps as --json shows them.
#include "cli/shapes.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <iterator>
#include <map>

namespace limner {

namespace {

using nlohmann::json;

// Blob → the artifact that it became a file of.
using Owners = std::map<std::string, std::string>;

Owners owners_of(const RunStory& story) {
  Owners owners;
  for (const ArtifactStory& made : story.artifacts) {
    for (const ArtifactFile& file : made.artifact.files)
      owners.emplace(file.asset.digest.hex(), made.artifact.id.str());
  }
  return owners;
}

// Image records are written before there is an artifact: its id is filled in when
// they are shown.
void fill_in_owners(ordered_json& value, const Owners& owners) {
  if (value.is_object() && value.contains("sha256") && value.contains("artifactId") &&
      value["artifactId"].is_null() && value["sha256"].is_string()) {
    const auto owner = owners.find(value["sha256"].get<std::string>());
    if (owner != owners.end()) value["artifactId"] = owner->second;
  }
  if (!value.is_structured()) return;
  for (ordered_json& member : value) fill_in_owners(member, owners);
}

ordered_json call_shape(const CallRow& call) {
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
      {"replayed", call.billing_class == "replayed"},
      {"chargeType", text_or_null(call.charge)},
      {"reservedUsd", number(call.reserved)},
      {"rawAnswerSha256", call.raw_answer ? ordered_json(call.raw_answer->hex()) : ordered_json()},
      {"billingClass", text_or_null(call.billing_class)},
      {"failure", call.failure},
      {"at", rfc3339(call.at)}};
}

ordered_json step_cost_shape(const RunStory& story, int ordinal) {
  const std::optional<CostTotal> cost = step_cost(story, ordinal);
  if (!cost) return nullptr;
  ordered_json shape = cost_shape(*cost);
  shape.erase("currency");
  return shape;
}

ordered_json run_step_shape(const RunStory& story, const StepRow& step, const Owners& owners) {
  ordered_json calls = ordered_json::array();
  for (const CallRow& call : story.calls) {
    if (call.step == step.ordinal) calls.push_back(call_shape(call));
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
      {"modelExecution", model_execution_shape(step.model_execution)},
      {"startedAt", time_or_null(step.started)},
      {"finishedAt", time_or_null(step.finished)},
      {"durationMs", step.duration_ms ? ordered_json(*step.duration_ms) : ordered_json()},
      {"attempts", step.attempts},
      {"reusedFrom", text_or_null(step.reused_from)},
      {"calls", std::move(calls)},
      {"cost", step_cost_shape(story, step.ordinal)},
      {"usage", step.usage},
      {"outputs", std::move(outputs)},
      {"warnings", step.warnings.is_array() ? ordered_json(step.warnings) : ordered_json::array()},
      {"failure", step.failure}};
}

ordered_json millis_between(const std::optional<Time>& from, const std::optional<Time>& to) {
  return from && to ? ordered_json((*to - *from).count()) : ordered_json();
}

std::optional<Time> last_artifact(const RunStory& story) {
  std::optional<Time> last;
  for (const ArtifactStory& made : story.artifacts)
    last = std::max(last, std::optional(made.artifact.created));
  return last;
}

ordered_json artifact_ids_shape(const RunStory& story) {
  ordered_json ids = ordered_json::array();
  for (const ArtifactStory& made : story.artifacts) ids.push_back(made.artifact.id.str());
  return ids;
}

ordered_json calls_in_doubt(const RunStory& story) {
  ordered_json ids = ordered_json::array();
  for (const CallRow& call : story.calls) {
    if (call.state == "in_doubt") ids.push_back(call.id.str());
  }
  return ids;
}

ordered_json run_review(const RunStory& story) {
  ordered_json verdicts = ordered_json::array();
  for (const ArtifactStory& made : story.artifacts) {
    for (const ReviewRow& review : made.reviews) verdicts.push_back(verdict_shape(review));
  }
  return {{"status", story.run.status}, {"verdicts", std::move(verdicts)}};
}

ordered_json duration_of(const RunRow& run) {
  return run.duration_ms ? ordered_json(*run.duration_ms) : ordered_json();
}

}  // namespace

ordered_json model_execution_shape(const json& recorded) {
  if (!recorded.is_object()) return nullptr;
  ordered_json out;
  for (const char* key : {"requested", "resolved", "underlying", "outputType", "reason"})
    out[key] = recorded.contains(key) ? ordered_json(recorded.at(key)) : ordered_json();
  return out;
}

RunStory read_run(const Records& records, const RunId& id) {
  std::optional<RunRow> run = records.run(id);
  if (!run) throw Error(ErrorCode::not_found, "there is no run {}", id.str());
  RunStory story{.run = std::move(*run),
                 .steps = records.steps(id),
                 .calls = records.calls(id),
                 .costs = records.costs({.run = id}),
                 .artifacts = {},
                 .total = records.total({.run = id}),
                 .credits = records.credits(id)};
  for (ArtifactRow& artifact : records.artifacts({.run = id})) {
    std::vector<ReviewRow> reviews = records.reviews(artifact.id);
    story.artifacts.push_back(
        {.artifact = std::move(artifact), .title = story.run.title, .reviews = std::move(reviews)});
  }
  // Lists come newest first; within a run the order of making says more.
  std::ranges::stable_sort(story.artifacts, {},
                           [](const ArtifactStory& made) { return made.artifact.id; });
  return story;
}

std::optional<CostTotal> step_cost(const RunStory& story, int ordinal) {
  std::vector<CostEntry> entries;
  std::ranges::copy_if(story.costs, std::back_inserter(entries),
                       [&](const CostEntry& entry) { return entry.step == ordinal; });
  return entries.empty() ? std::nullopt : std::optional(sum(entries));
}

std::optional<std::string> artifact_of(const RunRow& run) {
  if (!run.output.is_object() || !run.output.contains("artifactId")) return {};
  const json& id = run.output.at("artifactId");
  return id.is_string() ? std::optional(id.get<std::string>()) : std::nullopt;
}

ordered_json run_summary(const RunStory& story) {
  const RunRow& run = story.run;
  const ordered_json ids = artifact_ids_shape(story);
  const std::optional<std::string> named = artifact_of(run);
  const auto reused = std::ranges::count(story.steps, "reused", &StepRow::status);
  return {{"id", run.id.str()},
          {"status", run.status},
          {"artifactId", named         ? ordered_json(*named)
                         : ids.empty() ? ordered_json()
                                       : ids.front()},
          {"durationMs", duration_of(run)},
          {"totalCosts", cost_shape(story.total)},
          {"templateId", run.template_id},
          {"requestId", run.request_id},
          {"artifactIds", ids},
          {"credits",
           {{"charged", number(story.credits.charged)},
            {"refunded", number(story.credits.refunded)},
            {"wallet", text_or_null(story.credits.wallet)}}},
          {"reusedSteps", reused},
          {"inDoubt", calls_in_doubt(story)}};
}

ordered_json run_detail(const RunStory& story, const BlobStore& blobs) {
  const RunRow& run = story.run;
  const Owners owners = owners_of(story);
  ordered_json out = run_summary(story);
  out.update({{"specification", run.specification},
              {"intake", run.intake},
              {"queuedAt", rfc3339(run.queued)},
              {"startedAt", time_or_null(run.started)},
              {"firstArtifactAt", time_or_null(run.first_artifact)},
              {"completedAt", time_or_null(run.completed)},
              {"queueWaitMs", millis_between(run.queued, run.started)},
              {"timeToFirstArtifactMs", millis_between(run.queued, run.first_artifact)},
              {"timeToFinalArtifactMs", millis_between(run.queued, last_artifact(story))},
              {"failure", run.failure},
              {"review", run_review(story)}});
  ordered_json& artifacts = out["artifacts"] = ordered_json::array();
  for (const ArtifactStory& made : story.artifacts)
    artifacts.push_back(artifact_shape(made, blobs));
  ordered_json& ledger = out["ledger"] = ordered_json::array();
  for (const CostEntry& entry : story.costs) ledger.push_back(ledger_entry(entry));
  ordered_json& steps = out["runSteps"] = ordered_json::array();
  for (const StepRow& step : story.steps) steps.push_back(run_step_shape(story, step, owners));
  return out;
}

ordered_json run_row(const RunRow& run, const CostTotal& total) {
  const std::optional<std::string> artifact = artifact_of(run);
  return {{"id", run.id.str()},
          {"status", run.status},
          {"templateId", run.template_id},
          {"title", run.title},
          {"artifactId", artifact ? ordered_json(*artifact) : ordered_json()},
          {"durationMs", duration_of(run)},
          {"totalCosts", cost_shape(total)},
          {"requestId", run.request_id},
          {"take", run.take},
          {"queuedAt", rfc3339(run.queued)},
          {"completedAt", time_or_null(run.completed)},
          {"failure", run.failure},
          {"tags", tags_shape(run.tags)}};
}

}  // namespace limner
