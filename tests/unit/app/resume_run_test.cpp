#include "app/resume_run.hpp"

#include "fakes/world.hpp"
#include "unit/app/stored_calls.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

// A run of the engine, and the context that plans its rest.
struct FailedRun {
  fakes::World world;
  AppFixture app;

  RunId run(std::string_view steps) {
    world.workflow = fakes::template_of(
        fmt::format("schema: 1\nid: failed\nversion: 1.0.0\nname: Failed\nsteps:\n{}", steps));
    return world.run(nlohmann::json::object());
  }
  // What prevents that the run is resumed; empty: nothing.
  std::string refusal(const RunId& id, RetryPolicy policy = RetryPolicy::safe) const {
    try {
      plan_resume(app.context, world.records, world.row(id), world.catalogue, policy);
      return "";
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::usage);
      return error.what();
    }
  }
};

// Three steps, of which the run continues after the first two.
constexpr std::string_view continuing_steps = R"(
  - {id: one, uses: image.generate, on_failure: continue, charge: personal, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: two, uses: image.generate, on_failure: continue, charge: personal, with: {model: openai/gpt-image-2, prompt: a hen, size: 1024x1024, quality: low}}
  - {id: three, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: an owl, size: 1024x1024, quality: low}}
)";

}  // namespace

TEST_CASE_FIXTURE(FailedRun,
                  "[S2] a later step that was billed is not repeated without --retry all") {
  world.openai.script = {fakes::ends_as(Billing::unknown),
                         fakes::ends_as(Billing::billed_unusable, ErrorCode::generation_failed),
                         fakes::small_answer_reply()};
  const RunId id = run(continuing_steps);
  REQUIRE(world.row(id).status == store::RunStatus::in_doubt);
  REQUIRE(world.openai.calls.size() == 3);
  CHECK(refusal(id).find("would be billed again") != std::string::npos);
  CHECK(refusal(id, RetryPolicy::none).find("has failed") != std::string::npos);
  CHECK(refusal(id, RetryPolicy::all).empty());
}

TEST_CASE_FIXTURE(FailedRun, "a later step that failed without a charge is repeated") {
  world.openai.script = {fakes::ends_as(Billing::unknown), fakes::ends_as(Billing::rejected),
                         fakes::small_answer_reply()};
  CHECK(refusal(run(continuing_steps)).empty());
}

TEST_CASE_FIXTURE(FailedRun, "[S2] any billed call of a step keeps it from being repeated") {
  fakes::ScriptedProvider& stability = fakes::add_scripted(world.providers, "stability");
  stability.script = {fakes::small_answer_reply(),
                      fakes::ends_as(Billing::billed_unusable, ErrorCode::generation_failed)};
  const RunId id = run(R"(
  - {id: raw, uses: image.generate, with: {prompt: a fox, count: 3, size: 1024x1024}}
  - {id: cut, uses: background.remove, charge: personal, with: {model: stability/remove-background, input: "${{ steps.raw.images }}"}}
)");
  REQUIRE(stability.calls.size() == 2);
  REQUIRE(world.row(id).status == store::RunStatus::failed);
  CHECK(refusal(id).find("would be billed again") != std::string::npos);
  CHECK(refusal(id, RetryPolicy::all).empty());
}

TEST_CASE_FIXTURE(StoredCalls, "the newest interrupted or failed run is resumed") {
  CHECK_FALSE(find_run_to_resume(records, {}));
  add_call(store::CallState::in_doubt, "req-1");
  const store::CallRow second = add_call(store::CallState::in_doubt, "req-2");
  add_call(store::CallState::succeeded, "req-3");
  const auto run = find_run_to_resume(records, {});
  REQUIRE(run);
  CHECK(run->id == second.run);
  CHECK(can_be_resumed(*run));
  CHECK(run->specification["seed"] == 1);
}

TEST_CASE_FIXTURE(StoredCalls, "a named run is found as it is, unless it is at work") {
  const store::CallRow call = add_call(store::CallState::succeeded, "req-1");
  const auto run = find_run_to_resume(records, call.run.str());
  REQUIRE(run);
  CHECK_FALSE(can_be_resumed(*run));
  const store::RunRow busy = begin_run();
  CHECK_THROWS_WITH_AS(find_run_to_resume(records, busy.id.str()),
                       doctest::Contains("is already running"), Error);
  CHECK_THROWS_AS(find_run_to_resume(records, "run-zzzzzzzz"), Error);
  CHECK_THROWS_AS(find_run_to_resume(records, ""), Error);
}
