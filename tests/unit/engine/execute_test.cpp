#include "fakes/world.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <thread>

using namespace limner;
using namespace limner::engine;
using fakes::prompt;
using nlohmann::json;

TEST_CASE_FIXTURE(
    fakes::World,
    "a run ends in review with an artifact, eight steps and its costs [S0.2] [S0.11] [S0.29]") {
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::review);
  const auto steps = records.steps(id);
  REQUIRE(steps.size() == 8);
  for (const store::StepRow& step : steps) CHECK(step.status == store::StepStatus::succeeded);
  const auto artifacts = records.artifacts({.run = id});
  REQUIRE(artifacts.size() == 1);
  CHECK(artifacts[0].artifact_class == "visual");
  CHECK(artifacts[0].status == store::ArtifactStatus::review);
  CHECK(row(id).output["artifactId"] == artifacts[0].id.str());
  CHECK(records.costs({.run = id}).size() ==
        4);  // three components of OpenAI's estimate; fal's cut-out
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(fakes::World, "raw and processed files are WebP, and the processed one keeps its "
                                "alpha [S0.6] [S0.12] [S0.22]") {
  const RunId id = run(prompt("a chipmunk"));
  const store::ArtifactRow artifact = records.artifacts({.run = id}).front();
  std::map<std::string, Asset> files;
  for (const store::ArtifactFile& file : artifact.files) files.emplace(file.role, file.asset);
  REQUIRE(files.contains("raw"));
  REQUIRE(files.contains("processed"));
  CHECK(files.at("raw").media_type == "image/webp");
  CHECK_FALSE(has_transparency(image::decode(blobs.get(files.at("raw")))));
  CHECK(has_transparency(image::decode(blobs.get(files.at("processed")))));
}

TEST_CASE_FIXTURE(
    fakes::World,
    "a skipped step keeps its row, costs nothing, and the raw file is the result [S0.18]") {
  json given = prompt("a chipmunk");
  given["runtime"]["backgroundRemovalEnabled"] = false;
  const RunId id = run(given);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(records.steps(id)[2].status == store::StepStatus::skipped);
  CHECK(fal.calls.empty());
  CHECK(records.artifacts({.run = id}).front().primary == "raw");
}

TEST_CASE_FIXTURE(fakes::World,
                  "a refused prompt fails the run, costs nothing, and is not retried [S3.16]") {
  openai.script = {fakes::fails(ErrorCode::unsafe_image_request)};
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::failed);
  CHECK(row(id).failure["code"] == "unsafe_image_request");
  CHECK(row(id).failure["charged"] == "no");
  CHECK(openai.calls.size() == 1);
  CHECK(records.steps(id)[1].status == store::StepStatus::failed);
  CHECK(records.steps(id)[2].status == store::StepStatus::pending);
  CHECK(records.costs({.run = id}).empty());
}

TEST_CASE_FIXTURE(fakes::World,
                  "an unavailable provider is retried as often as the template says") {
  openai.script = {fakes::fails(ErrorCode::provider_unavailable),
                   fakes::fails(ErrorCode::provider_unavailable)};
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(openai.calls.size() == 3);
  CHECK(clock.slept == Millis(500 + 1000));
  CHECK(records.steps(id)[1].attempts == 3);
  CHECK(records.calls(id).size() == 4);
}

TEST_CASE_FIXTURE(fakes::World, "a call that may have been billed is in doubt and not repeated") {
  openai.script = {fakes::fails(ErrorCode::provider_unavailable, Charged::unknown)};
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::in_doubt);
  CHECK(openai.calls.size() == 1);
  CHECK(records.calls(id).front().state == store::CallState::in_doubt);
}

TEST_CASE_FIXTURE(fakes::World, "a run stops before the call that would exceed its limit") {
  const Plan made = plan(prompt("a chipmunk"));
  const RunId id = run(made, Money::parse("0.01"));
  CHECK(row(id).failure["code"] == "cap_exceeded");
  CHECK(openai.calls.empty());
}

TEST_CASE_FIXTURE(fakes::World, "the provider's reported cost is the actual cost [S0.14]") {
  openai.script = {fakes::charges(Money::parse("0.0521"))};
  fal.script = {fakes::charges(Money::parse("0"))};
  const RunId id = run(prompt("a chipmunk"));
  const store::CostTotal total = records.total({.run = id});
  CHECK(total.actual == Money::parse("0.0521"));
  CHECK(total.estimated > Money::parse("0.0527"));
}

TEST_CASE_FIXTURE(fakes::World,
                  "until every entry has an actual price the total has none [S0.31]") {
  const RunId id = run(prompt("a chipmunk"));
  CHECK_FALSE(records.total({.run = id}).actual);
}

TEST_CASE_FIXTURE(fakes::World,
                  "a list of pictures goes through a step one by one, in order [S1.16]") {
  workflow = fakes::template_of(R"(schema: 1
id: two
version: 2026.11.21
name: Two
intake: {intent: {prompt: {type: string, required: true, flag: prompt}}}
steps:
  - id: image
    uses: image.generate
    with: {model: openai/gpt-image-2, prompt: "${{ intake.intent.prompt }}", count: 3, size: 1024x1024, quality: low}
  - id: webp
    uses: image.convert_webp
    with: {input: "${{ steps.image.images }}"}
)");
  const RunId id = run(prompt("a chipmunk"));
  const auto steps = records.steps(id);
  REQUIRE(steps.size() == 2);
  CHECK(steps[1].outputs["images"].size() == 3);
  CHECK(row(id).status == store::RunStatus::completed);
}

TEST_CASE_FIXTURE(fakes::World, "a run continues after a step that may fail [S1.12]") {
  workflow.steps[2].on_failure = templates::OnFailure::continue_run;
  fal.script = {fakes::fails(ErrorCode::generation_failed)};
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(records.steps(id)[2].status == store::StepStatus::failed);
  CHECK(records.artifacts({.run = id}).front().primary == "raw");
  CHECK(row(id).failure["code"] == "generation_failed");
}

TEST_CASE_FIXTURE(fakes::World, "a step that a stop interrupts is canceled, and so is its run") {
  openai.script = {fakes::fails(ErrorCode::interrupted)};
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::canceled);
  CHECK(records.steps(id)[1].status == store::StepStatus::canceled);
}

namespace {

// Waits for a stop and then fails.
fakes::ScriptedProvider::Reply waits(Billing billing) {
  return
      [billing](const provider::ModelCall&, const std::stop_token& stop) -> provider::ModelAnswer {
        while (!stop.stop_requested()) std::this_thread::sleep_for(Millis(1));
        throw CallError(Error(ErrorCode::interrupted, "stopped while waiting"), billing);
      };
}

}  // namespace

TEST_CASE_FIXTURE(fakes::World, "a step ends at its timeout, and a sent request is in doubt") {
  workflow.steps[1].timeout = Millis(20);
  openai.script = {waits(Billing::unknown)};
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::in_doubt);
  CHECK(row(id).failure["code"] == "timed_out");
  CHECK(records.doubts().size() == 1);
}

TEST_CASE_FIXTURE(fakes::World, "a timeout is a failure, not a stop: the run may continue") {
  workflow.steps[2].timeout = Millis(20);
  workflow.steps[2].on_failure = templates::OnFailure::continue_run;
  fal.script = {waits(Billing::not_sent)};
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(records.steps(id)[2].status == store::StepStatus::failed);
  CHECK(records.steps(id)[2].failure["code"] == "timed_out");
}

TEST_CASE_FIXTURE(fakes::World, "a stop after a step was recorded leaves no step running") {
  events.on_finish = [this] { stop.request_stop(); };
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::canceled);
  for (const store::StepRow& step : records.steps(id))
    CHECK(step.status != store::StepStatus::running);
}

TEST_CASE_FIXTURE(fakes::World, "a stop ends the run after the current step") {
  openai.script = {[this](const provider::ModelCall& call, const std::stop_token&) {
    stop.request_stop();
    return fakes::small_answer(call);
  }};
  const RunId id = run(prompt("a chipmunk"));
  CHECK(row(id).status == store::RunStatus::canceled);
  CHECK(row(id).failure["code"] == "interrupted");
  CHECK(records.steps(id)[1].status == store::StepStatus::succeeded);
  CHECK(records.steps(id)[2].status == store::StepStatus::pending);
}

TEST_CASE_FIXTURE(fakes::World, "an image record has exactly its nine keys [S1.15]") {
  const RunId id = run(prompt("a chipmunk"));
  const auto steps = records.steps(id);
  const json& record = steps[1].outputs["images"][0];
  std::set<std::string> keys;
  for (const auto& [key, value] : record.items()) keys.insert(key);
  CHECK(keys == std::set<std::string>{"id", "file_url", "file_name", "file_size", "file_type",
                                      "width", "height", "sha256", "artifactId"});
}

TEST_CASE_FIXTURE(fakes::World, "text from the intake is never expanded again [S1.13]") {
  const RunId id = run(prompt("${{ intake.intent.style }}"));
  CHECK(openai.calls.front().operation.index() == 0);
  CHECK(std::get<provider::GenerateImage>(openai.calls.front().operation)
            .prompt.find("${{ intake.intent.style }}") != std::string::npos);
  CHECK(row(id).status == store::RunStatus::review);
}

TEST_CASE_FIXTURE(fakes::World, "the event sink receives the start, every step and the end") {
  run(prompt("a chipmunk"));
  CHECK(events.all<RunStarted>().size() == 1);
  CHECK(events.all<StepFinished>().size() == 8);
  REQUIRE(events.all<RunFinished>().size() == 1);
  CHECK(events.all<RunFinished>().front().status == store::RunStatus::review);
}
