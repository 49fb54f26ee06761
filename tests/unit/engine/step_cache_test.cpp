#include "engine/step_cache.hpp"

#include "fakes/world.hpp"

#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::engine;

namespace {

// Pictures from OpenAI whose background fal removes, with the results of earlier runs.
struct Cached : fakes::World {
  Cached() { uses_cache = true; }

  std::string statuses(const RunId& id) const {
    std::string all;
    for (const store::StepRow& step : records.steps(id))
      all += (all.empty() ? "" : " ") + std::string(to_string(step.status));
    return all;
  }
  bool is_all_reused(const RunId& id) const {
    const std::vector<store::StepRow> steps = records.steps(id);
    return std::ranges::all_of(steps, [](const store::StepRow& step) {
      return step.status == store::StepStatus::reused || step.uses == "prompt.resolve";
    });
  }
  std::size_t calls() const { return openai.calls.size() + fal.calls.size(); }
};

}  // namespace

TEST_CASE_FIXTURE(Cached, "[B4] the same run again pays nothing, and uses the artifact") {
  const RunId first = run(fakes::prompt("a fox"));
  REQUIRE(row(first).status == store::RunStatus::review);
  REQUIRE(calls() == 2);
  const RunId again = run(fakes::prompt("a fox"));
  CHECK(calls() == 2);
  CHECK(is_all_reused(again));
  CHECK(row(again).status == store::RunStatus::completed);
  CHECK(row(again).output == row(first).output);
  CHECK(records.artifacts({.limit = 0}).size() == 1);
  CHECK(records.total({.run = again}).most.is_zero());
  CHECK(records.check().empty());
  const std::vector<store::StepRow> steps = records.steps(again);
  CHECK(steps[1].reused_from == fmt::format("{}/1", first.str()));
  CHECK(steps[1].attempts == 0);
  CHECK(steps[1].outputs == records.steps(first)[1].outputs);
}

TEST_CASE_FIXTURE(Cached, "[B4] a reused step that was paid for has a ledger entry without cost") {
  run(fakes::prompt("a fox"));
  const RunId again = run(fakes::prompt("a fox"));
  const std::vector<store::CostEntry> entries = records.costs({.run = again});
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].pricing_source == "reuse");
  CHECK(entries[0].actual == Money());
  CHECK(entries[0].note == records.steps(again)[1].reused_from);
}

TEST_CASE_FIXTURE(Cached, "[B10] another take and another prompt are other pictures") {
  run(fakes::prompt("a fox"));
  run(plan(fakes::prompt("a fox"), {.take = 2}));
  CHECK(calls() == 4);
  run(fakes::prompt("a hen"));  // the scripted picture has the same pixels: one cut-out
  CHECK(openai.calls.size() == 3);
  CHECK(fal.calls.size() == 2);
  run(plan(fakes::prompt("a fox"), {.take = 2}));
  CHECK(calls() == 5);
}

TEST_CASE_FIXTURE(Cached, "[B4] without the cache, and for a fresh step, the provider is asked") {
  run(fakes::prompt("a fox"));
  run(plan(fakes::prompt("a fox"), {.uses_cache = false}));
  CHECK(calls() == 4);
  const RunId fresh = run(plan(fakes::prompt("a fox"), {.fresh = {"image"}}));
  CHECK(openai.calls.size() == 3);
  CHECK(fal.calls.size() == 2);  // the fresh picture has the same pixels
  CHECK(records.artifacts({.run = fresh}).size() == 1);
}

TEST_CASE_FIXTURE(Cached, "[B4] cache: never executes its step in every run") {
  workflow.steps[1].cache = false;
  run(fakes::prompt("a fox"));
  run(fakes::prompt("a fox"));
  CHECK(openai.calls.size() == 2);
  CHECK(fal.calls.size() == 1);
}

TEST_CASE_FIXTURE(Cached, "[B4] a newer program pays for nothing again, and does its own work") {
  run(fakes::prompt("a fox"));
  RunEnv newer_program = env();
  newer_program.version = "2";
  const RunId newer = execute(plan(fakes::prompt("a fox")), newer_program);
  CHECK(calls() == 2);
  CHECK(statuses(newer) ==
        "succeeded reused reused succeeded succeeded succeeded succeeded succeeded");
  CHECK(row(newer).status == store::RunStatus::review);
}

TEST_CASE_FIXTURE(Cached, "[B4] a picture whose file is damaged is not used") {
  const RunId first = run(fakes::prompt("a fox"));
  const nlohmann::json image = records.steps(first)[1].outputs["images"][0];
  const std::filesystem::path file = blobs.path_of(step::asset_from(image));
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  write_file(file, as_bytes("not the picture"), 0600);
  const RunId again = run(fakes::prompt("a fox"));
  CHECK(openai.calls.size() == 2);
  CHECK(row(again).status == store::RunStatus::review);
}

TEST_CASE_FIXTURE(Cached, "[B4] a step that failed is not used, and those before it are") {
  fal.script = {fakes::ends_as(Billing::rejected)};
  const RunId failed = run(fakes::prompt("a fox"));
  REQUIRE(row(failed).status == store::RunStatus::failed);
  const RunId again = run(fakes::prompt("a fox"));
  CHECK(openai.calls.size() == 1);
  CHECK(fal.calls.size() == 2);
  CHECK(row(again).status == store::RunStatus::review);
}

TEST_CASE_FIXTURE(Cached, "a picture that was rejected is used with a warning") {
  const RunId first = run(fakes::prompt("a fox"));
  const store::ArtifactRow artifact = records.artifacts({.run = first}).front();
  records.add_review({.id = ReviewId::make(ids),
                      .artifact = artifact.id,
                      .run = first,
                      .verdict = store::ReviewVerdict::rejected,
                      .seen = artifact.files.front().asset.digest,
                      .reviewer = "ada",
                      .note = "",
                      .at = clock.now()},
                     store::ArtifactStatus::rejected);
  const RunId again = run(fakes::prompt("a fox"));
  const store::StepRow last = records.steps(again).back();
  REQUIRE(last.status == store::StepStatus::reused);
  CHECK(last.warnings[0]["code"] == "rejected_before");
}

TEST_CASE_FIXTURE(Cached, "--strict refuses a reused picture that differs, without a request") {
  openai.later = fakes::small_answer_reply();
  const RunId first = run(fakes::prompt("a fox"));
  REQUIRE(row(first).status == store::RunStatus::review);
  RunEnv strict = env();
  strict.strict = true;
  const RunId again = execute(plan(fakes::prompt("a fox")), strict);
  CHECK(row(again).status == store::RunStatus::failed);
  CHECK(row(again).failure["code"] == "answer_differs");
  CHECK(row(again).failure["charged"] == "no");
  CHECK(openai.calls.size() == 1);
}

TEST_CASE_FIXTURE(Cached, "an artifact is not that of a run with another request") {
  const RunId first = run(fakes::prompt("a fox"));
  const RunId other = run(fakes::prompt("a hen"));  // the scripted provider sends the same picture
  CHECK(records.artifacts({.run = first}).size() == 1);
  CHECK(records.artifacts({.run = other}).size() == 1);
}

TEST_CASE_FIXTURE(Cached,
                  "[B1] a plan knows the results of earlier runs, and asks no price for them") {
  run(fakes::prompt("a fox"));
  Plan planned = plan(fakes::prompt("a fox"));
  REQUIRE(!planned.estimate().is_zero());
  const std::vector<std::pair<std::string, std::string>> tags;
  expect_reuse(planned, {records, blobs, providers, "", tags});
  CHECK(planned.estimate().is_zero());
  CHECK(std::ranges::all_of(planned.steps, [](const PlannedStep& step) {
    return step.reuse.has_value() || step.kind->pure;
  }));
  Plan other = plan(fakes::prompt("a hen"));
  expect_reuse(other, {records, blobs, providers, "", tags});
  CHECK(!other.estimate().is_zero());
}

TEST_CASE_FIXTURE(Cached, "[B4] a resumed run keeps what was said about earlier results") {
  run(fakes::prompt("a fox"));
  openai.script = {fakes::ends_as(Billing::rejected)};
  const RunId fresh = run(plan(fakes::prompt("a fox"), {.fresh = {"image"}}));
  REQUIRE(row(fresh).status == store::RunStatus::failed);
  resume(fresh);
  CHECK(records.steps(fresh)[1].status == store::StepStatus::succeeded);
  CHECK(openai.calls.size() == 3);
}

TEST_CASE_FIXTURE(Cached, "an artifact with other tags is another, also of a resumed run") {
  run(fakes::prompt("a fox"));
  RunEnv tagged = env();
  tagged.tags = {{"set", "autumn"}};
  openai.script = {fakes::ends_as(Billing::rejected)};
  const RunId id = execute(plan(fakes::prompt("a hen")), tagged);
  resume(id);
  REQUIRE(row(id).status == store::RunStatus::review);
  const Plan again = plan(fakes::prompt("a hen"));
  CHECK(records.artifacts({.run = execute(again, env())}).size() == 1);
  CHECK(records.artifacts({.run = execute(again, tagged)}).empty());
}

TEST_CASE_FIXTURE(Cached, "--fresh names a step of the template") {
  const auto planned = [&] { return plan(fakes::prompt("a fox"), {.fresh = {"picture"}}); };
  CHECK_THROWS_WITH_AS(planned(), "--fresh: generate-clip-art-asset has no step \"picture\"",
                       Error);
}
