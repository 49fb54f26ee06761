// --max-cost and limits.maxUsd: what counts is the ledger of the run.
#include "fakes/world.hpp"

#include <doctest/doctest.h>

namespace limner::engine {

namespace {

// Two steps, each with one picture from OpenAI.
struct TwoPictures : fakes::World {
  TwoPictures() {
    workflow = fakes::template_of(R"(
schema: 1
id: two
version: 1.0.0
name: Two
steps:
  - {id: one, uses: image.generate, on_failure: continue, charge: personal, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: two, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: a hen, size: 1024x1024, quality: low}}
)");
  }

  Money both() const { return plan(nlohmann::json::object()).estimate(); }
};

}  // namespace

TEST_CASE("[S2] a run that was charged more than its limit sends nothing else") {
  for (const bool by_template : {true, false}) {
    CAPTURE(by_template);
    TwoPictures world;
    const Money both = world.both();
    world.openai.script = {fakes::charges(both), fakes::small_answer_reply()};
    if (by_template) world.workflow.max_cost = both;
    const RunId id = world.run(world.plan(nlohmann::json::object()),
                               by_template ? std::nullopt : std::optional(both));
    CHECK(world.openai.calls.size() == 1);
    CHECK(world.row(id).failure["code"] == "cap_exceeded");
    CHECK(world.records.total({.run = id}).most == both);
  }
}

TEST_CASE_FIXTURE(TwoPictures, "[S2] a report below the estimate leaves the rest for other calls") {
  openai.script = {fakes::charges(Money::nanos(1)), fakes::small_answer_reply()};
  const RunId id = run(plan(nlohmann::json::object()), both() - Money::nanos(1));
  CHECK(openai.calls.size() == 2);
  CHECK(row(id).status == store::RunStatus::completed);
}

TEST_CASE_FIXTURE(TwoPictures, "[S2] a call in doubt counts with its maximum cost") {
  openai.script = {fakes::ends_as(Billing::unknown), fakes::small_answer_reply()};
  const Money limit = both() - Money::nanos(1);
  const RunId id = run(plan(nlohmann::json::object()), limit);
  CHECK(openai.calls.size() == 1);
  resume(id, limit);
  CHECK(openai.calls.size() == 1);
}

}  // namespace limner::engine
