#include "app/report/json_output.hpp"

#include "fakes/basics.hpp"

#include <limner/engine.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace limner;
using namespace limner::app;
using nlohmann::json;
using KeyNames = std::vector<std::string>;

namespace {

KeyNames keys_of(const ordered_json& object) {
  KeyNames keys;
  for (const auto& member : object.items()) keys.push_back(member.key());
  return keys;
}

// One run with one metered step, its call, its cost and the artifact it made.
struct Scene {
  fakes::Home home;
  fakes::CountedIds ids;
  store::BlobStore blobs{home.path};
  Time start = fakes::StillClock::start();
  Asset raw = blobs.put(fakes::bytes("raw"), "image/webp", 1024, 1024);
  Asset cut_out = blobs.put(fakes::bytes("cut out"), "image/webp", 1024, 1024);
  RunReport report = make_story();

  RunReport make_story() {
    const RunId run = RunId::make(ids);
    RunReport made{.run = {.id = run,
                           .request_id = ids.next(),
                           .template_id = "generate-clip-art-asset",
                           .title = "a cute chipmunk",
                           .status = store::RunStatus::review,
                           .specification = {{"seed", 1}},
                           .intake = {{"intent", {{"prompt", "a cute chipmunk"}}}},
                           .queued = start,
                           .started = start + Millis(2),
                           .first_artifact = start + Millis(41'000),
                           .completed = start + Millis(42'186),
                           .duration_ms = 42'184}};
    const CallId call = CallId::make(ids);
    made.calls.push_back({.id = call,
                          .run = run,
                          .step = 1,
                          .state = store::CallState::succeeded,
                          .provider = "openai",
                          .model = "openai/gpt-image-2",
                          .operation = "text_to_image",
                          .charge = ChargeType::hosted,
                          .reserved = Money::parse("0.053"),
                          .at = start});
    made.costs.push_back(cost(run, 1, "0.053", "image.generate", call));
    made.costs.push_back(cost(run, 2, "0.0003", "background.remove", {}));
    made.total = sum(made.costs);
    made.artifacts.push_back(artifact(run));
    made.run.output = {{"artifactId", made.artifacts[0].artifact.id.str()}};
    made.steps = steps();
    return made;
  }

  store::CostEntry cost(const RunId& run, int step, std::string_view amount, std::string name,
                        std::optional<CallId> call) {
    return {.id = EntryId::make(ids),
            .at = start,
            .run = run,
            .step = step,
            .step_name = std::move(name),
            .call = std::move(call),
            .provider = "openai",
            .operation = "text_to_image",
            .model = "openai/gpt-image-2",
            .unit = "image",
            .unit_price = Money::parse(amount),
            .estimated = Money::parse(amount),
            .status = store::CostStatus::estimated,
            .pricing_source = "catalog",
            .pricing_version = "2026-11-21",
            .charge = ChargeType::hosted};
  }

  ArtifactReport artifact(const RunId& run) {
    return {
        .artifact = {.id = ArtifactId::make(ids),
                     .run = run,
                     .type = "generated_image",
                     .artifact_class = "visual",
                     .status = store::ArtifactStatus::review,
                     .primary = "processed",
                     .request = {{"prompt", "a cute chipmunk"}},
                     .model_execution = {{"requested", "auto"}, {"resolved", "openai/gpt-image-2"}},
                     .credits = json::array({{{"asset", "fox"}}}),
                     .created = start + Millis(41'000),
                     .completed = start + Millis(41'000),
                     .files = {{"raw", raw, "local", "artifacts", blobs.key_of(raw),
                                "image-" + raw.digest.hex().substr(0, 16)},
                               {"processed", cut_out, "local", "artifacts", blobs.key_of(cut_out)}},
                     .tags = {{"campaign", "spring"}}},
        .title = "a cute chipmunk",
        .reviews = {}};
  }

  std::vector<store::StepRow> steps() const {
    return {{.ordinal = 0,
             .id = "prompt",
             .name = "prompt.resolve",
             .uses = "prompt.resolve",
             .status = store::StepStatus::succeeded,
             .outputs = {{"text", "A chipmunk."}}},
            {.ordinal = 1,
             .id = "image",
             .name = "image.generate",
             .uses = "image.generate",
             .status = store::StepStatus::succeeded,
             .provider = "openai",
             .model = "openai/gpt-image-2",
             .model_execution = {{"requested", "auto"}},
             .started = start,
             .finished = start + Millis(40'000),
             .duration_ms = 40'000,
             .attempts = 1,
             .outputs = {{"images", {engine::image_record(raw, blobs.path_of(raw), "raw.webp")}}}}};
  }
};

}  // namespace

TEST_CASE("money goes out with the digits it came in with, never an exponent") {
  CHECK(json_text(number(Money::parse("0.0533"))) == "0.0533");
  CHECK(json_text(number(Money::parse("3.70726"))) == "3.70726");
  CHECK(json_text(number(Money::parse("0.000000001"))) == "0.000000001");
  CHECK(json_text(number(Money())) == "0");
  CHECK(json_text(number(Money::parse("-12.50"))) == "-12.5");
  CHECK(json_text(number(Credits::parse("53.3000"))) == "53.3");
}

TEST_CASE("every amount below a million dollars reads back as the same billionths") {
  std::mt19937_64 chance(7);
  int wrong = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto nanos = static_cast<std::int64_t>(chance() % 1'000'000'000'000'000);
    if (Money::parse(json_text(number(Money::nanos(nanos)))).nanos() != nanos) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("JSON is indented or on one line, and bad UTF-8 is replaced") {
  const ordered_json value{
      {"b", {1, 2}}, {"a", nullptr}, {"empty", ordered_json::array()}, {"bad", "\xff"}};
  CHECK(json_text(value, 0) == "{\"b\":[1,2],\"a\":null,\"empty\":[],\"bad\":\"\uFFFD\"}");
  CHECK(json_text("a\u007f\u009b31m\u202e\u2066\u2028 \u00e4\u200d", 0) ==
        "\"a\\u007f\\u009b31m\\u202e\\u2066\\u2028 \u00e4\u200d\"");
  CHECK(json_text(value).starts_with("{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": null,"));
}

TEST_CASE(
    "a sum has an actual cost only when every entry has one, and the status of the least settled") {
  Scene scene;
  std::vector<store::CostEntry> entries = scene.report.costs;
  CHECK(sum(entries).estimated == Money::parse("0.0533"));
  CHECK_FALSE(sum(entries).actual);
  CHECK(sum(entries).status == store::CostStatus::estimated);

  entries[0].actual = Money::parse("0.05");
  entries[0].status = store::CostStatus::reconciled;
  CHECK_FALSE(sum(entries).actual);
  entries[1].actual = Money::parse("0.0003");
  entries[1].status = store::CostStatus::provider_reported;
  CHECK(sum(entries).actual == Money::parse("0.0503"));
  CHECK(sum(entries).status == store::CostStatus::provider_reported);
  entries[1].status = store::CostStatus::disputed;
  CHECK(sum(entries).status == store::CostStatus::disputed);
}

TEST_CASE("[S0.27] a run in brief has exactly the promised keys, in their order") {
  Scene scene;
  const ordered_json run = run_summary(scene.report);
  CHECK(keys_of(run) == KeyNames{"id", "status", "artifactId", "durationMs", "totalCosts",
                                 "templateId", "requestId", "artifactIds", "credits", "reusedSteps",
                                 "inDoubt"});
  CHECK(
      json_text(run["totalCosts"], 0) ==
      R"({"estimatedUsd":0.0533,"actualUsd":null,"currency":"USD","status":"estimated","unresolvedUsd":0})");
  CHECK(run["durationMs"] == 42'184);
  CHECK(run["artifactId"] == scene.report.artifacts[0].artifact.id.str());
}

TEST_CASE("a run without an output names its first artifact, and one without artifacts none") {
  Scene scene;
  scene.report.run.output = nullptr;
  CHECK(run_summary(scene.report)["artifactId"] == scene.report.artifacts[0].artifact.id.str());
  scene.report.artifacts.clear();
  CHECK(run_summary(scene.report)["artifactId"].is_null());
}

TEST_CASE("calls in doubt and reused steps are counted in the summary") {
  Scene scene;
  scene.report.calls[0].state = store::CallState::in_doubt;
  scene.report.steps[0].status = store::StepStatus::reused;
  const ordered_json run = run_summary(scene.report);
  CHECK(run["inDoubt"] == ordered_json::array({scene.report.calls[0].id.str()}));
  CHECK(run["reusedSteps"] == 1);
}

TEST_CASE("[S0.32] a run in full adds the promised keys") {
  Scene scene;
  const ordered_json run = run_detail(scene.report, scene.blobs);
  CHECK(keys_of(run) == KeyNames{"id",
                                 "status",
                                 "artifactId",
                                 "durationMs",
                                 "totalCosts",
                                 "templateId",
                                 "requestId",
                                 "artifactIds",
                                 "credits",
                                 "reusedSteps",
                                 "inDoubt",
                                 "specification",
                                 "intake",
                                 "queuedAt",
                                 "startedAt",
                                 "firstArtifactAt",
                                 "completedAt",
                                 "queueWaitMs",
                                 "timeToFirstArtifactMs",
                                 "timeToFinalArtifactMs",
                                 "failure",
                                 "review",
                                 "artifacts",
                                 "ledger",
                                 "runSteps"});
  CHECK(run["queueWaitMs"] == 2);
  CHECK(run["timeToFirstArtifactMs"] == 41'000);
  CHECK(keys_of(run["runSteps"][1]) ==
        KeyNames{"ordinal",    "id",       "name",           "uses",      "status",
                 "provider",   "model",    "modelExecution", "startedAt", "finishedAt",
                 "durationMs", "attempts", "reusedFrom",     "calls",     "cost",
                 "usage",      "outputs",  "lineage",        "warnings",  "failure"});
  CHECK(keys_of(run["runSteps"][1]["modelExecution"]) ==
        KeyNames{"requested", "resolved", "underlying", "outputType", "reason"});
}

TEST_CASE(
    "[S0.14] a step carries the cost of its own entries, one that bought nothing carries none") {
  Scene scene;
  const ordered_json steps = run_detail(scene.report, scene.blobs)["runSteps"];
  CHECK(steps[0]["cost"].is_null());
  CHECK(json_text(steps[1]["cost"], 0) ==
        R"({"estimatedUsd":0.053,"actualUsd":null,"status":"estimated","unresolvedUsd":0})");
  CHECK(steps[1]["calls"][0]["id"] == scene.report.calls[0].id.str());
}

TEST_CASE("[S1.15] an image record has exactly the promised keys and names its artifact") {
  Scene scene;
  const ordered_json steps = run_detail(scene.report, scene.blobs)["runSteps"];
  const ordered_json& image = steps[1]["outputs"]["images"][0];
  KeyNames keys = keys_of(image);
  std::ranges::sort(keys);
  CHECK(keys == KeyNames{"artifactId", "file_name", "file_size", "file_type", "file_url", "height",
                         "id", "sha256", "width"});
  CHECK(image["artifactId"] == scene.report.artifacts[0].artifact.id.str());
}

TEST_CASE(
    "[S3.14] an artifact has all eleven keys and what limner adds, null where nothing is known") {
  Scene scene;
  const ordered_json artifact = artifact_json(scene.report.artifacts[0], scene.blobs);
  CHECK(keys_of(artifact) ==
        KeyNames{"artifactId", "artifactType", "artifactClass", "parentRunType", "parentRunId",
                 "status", "storage", "request", "modelExecution", "context", "usage", "failure",
                 "createdAt", "completedAt", "files", "references", "tags", "review", "credits"});
  CHECK(artifact["parentRunType"] == "skill_run");
  CHECK(artifact["usage"].is_null());
  CHECK(artifact["storage"]["objectKey"] == scene.blobs.key_of(scene.cut_out));
  CHECK(artifact["files"]["raw"]["sha256"] == scene.raw.digest.hex());
  CHECK(artifact["files"]["processed"]["artifactId"] == artifact["artifactId"]);
  CHECK(artifact["tags"]["campaign"] == "spring");
}

TEST_CASE("an artifact without a run and without a processed file still has every key") {
  Scene scene;
  ArtifactReport added = scene.report.artifacts[0];
  added.artifact.run.reset();
  added.artifact.files.pop_back();
  const ordered_json artifact = artifact_json(added, scene.blobs);
  CHECK(artifact["parentRunType"].is_null());
  CHECK(artifact["files"]["processed"].is_null());
  CHECK(artifact["storage"]["objectKey"] == scene.blobs.key_of(scene.raw));
}

TEST_CASE("a ledger entry has exactly the promised keys") {
  Scene scene;
  CHECK(keys_of(ledger_entry(scene.report.costs[0])) == KeyNames{"id",
                                                                 "at",
                                                                 "incurredAt",
                                                                 "runId",
                                                                 "artifactId",
                                                                 "artifactIds",
                                                                 "step",
                                                                 "callId",
                                                                 "provider",
                                                                 "providerOperation",
                                                                 "model",
                                                                 "item",
                                                                 "quantity",
                                                                 "unit",
                                                                 "unitPriceUsd",
                                                                 "estimatedCostUsd",
                                                                 "actualCostUsd",
                                                                 "status",
                                                                 "pricingSource",
                                                                 "pricingVersion",
                                                                 "sourceUrl",
                                                                 "origin",
                                                                 "reason",
                                                                 "note",
                                                                 "supersedes",
                                                                 "chargeType"});
}

TEST_CASE("[S4.10] every status of a run has its view as a task and as a job") {
  struct Row {
    store::RunStatus run;
    const char *task, *job;
  };
  Scene scene;
  for (const Row& row : {Row{store::RunStatus::queued, "queued", "NOT_STARTED"},
                         Row{store::RunStatus::running, "processing", "IN_PROGRESS"},
                         Row{store::RunStatus::in_doubt, "processing", "IN_PROGRESS"},
                         Row{store::RunStatus::review, "succeeded", "SUCCESS"},
                         Row{store::RunStatus::completed, "succeeded", "SUCCESS"},
                         Row{store::RunStatus::approved, "succeeded", "SUCCESS"},
                         Row{store::RunStatus::rejected, "succeeded", "SUCCESS"},
                         Row{store::RunStatus::failed, "failed", "FAILURE"},
                         Row{store::RunStatus::canceled, "canceled", "FAILURE"}}) {
    CAPTURE(to_string(row.run));
    scene.report.run.status = row.run;
    CHECK(task_view(scene.report, scene.blobs)["status"] == row.task);
    CHECK(job_view(scene.report)["status"] == row.job);
  }
}

TEST_CASE("[S2.25] a task lists its pictures by url and artifact") {
  Scene scene;
  const ordered_json task = task_view(scene.report, scene.blobs);
  CHECK(keys_of(task) ==
        KeyNames{"task_id", "status", "capability", "model", "billing", "output", "error"});
  CHECK(task["capability"] == "text_to_image");
  const ordered_json& image = task["output"]["images"][0];
  CHECK(keys_of(image) == KeyNames{"url", "artifact_id"});
  CHECK(image["url"].get<std::string>().ends_with(scene.cut_out.digest.hex() + ".webp"));
}

TEST_CASE("[S4.8] a job has exactly request_id, job_id, status and credits_cost") {
  Scene scene;
  CHECK(keys_of(job_view(scene.report)) ==
        KeyNames{"request_id", "job_id", "status", "credits_cost"});
}
