#include "engine/repeated_requests.hpp"

#include "fakes/world.hpp"

#include <doctest/doctest.h>

namespace limner::engine {

namespace {

// One picture from OpenAI, whose first answer is lost.
struct LostAnswer : fakes::World {
  LostAnswer() {
    workflow = fakes::template_of(R"(
schema: 1
id: lost
version: 1.0.0
name: Lost
intake: {prompt: {type: string, flag: prompt, default: a fox}}
steps:
  - {id: raw, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: "${{ intake.prompt }}", size: 1024x1024, quality: low}}
)");
    openai.script = {
        [](const provider::ModelCall& call, const std::stop_token&) -> provider::ModelAnswer {
          fakes::logged_answer(call);
          throw CallError(Error(ErrorCode::provider_unavailable, "lost"), Billing::unknown);
        }};
    first = run(plan(nlohmann::json::object()));
  }

  RunId first = RunId::make(ids);
};

}  // namespace

TEST_CASE_FIXTURE(LostAnswer, "[S2] a request whose outcome is open is not sent again") {
  REQUIRE(openai.calls.size() == 1);
  const Plan same = plan(nlohmann::json::object());
  try {
    refuse_repeated_requests(same, records);
    FAIL("the plan was not refused");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::in_doubt);
    CHECK(std::string(error.what()).find(first.short_id()) != std::string::npos);
    CHECK(error.help().find("--again") != std::string_view::npos);
  }
  const RunId second = run(same);
  CHECK(openai.calls.size() == 1);
  CHECK(row(second).failure["code"] == "in_doubt");
  CHECK(row(second).failure["charged"] == "no");
  CHECK(row(second).status == store::RunStatus::failed);
}

TEST_CASE_FIXTURE(
    LostAnswer, "[S2] a request whose answer was collected is not paid for again: its run has it") {
  openai.later = fakes::small_answer_reply();
  REQUIRE(collect(records.doubts().front(), catalogue, env()).state == store::CallState::succeeded);
  REQUIRE(records.doubts().empty());
  const Plan same = plan(nlohmann::json::object());
  try {
    refuse_repeated_requests(same, records);
    FAIL("the plan was not refused");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::in_doubt);
    CHECK(error.help().find(fmt::format("limner resume {}", first.short_id())) !=
          std::string_view::npos);
  }
  refuse_repeated_requests(plan(nlohmann::json::object(), {.take = 2}), records);
  run(same);
  CHECK(openai.calls.size() == 1);
  resume(first);
  CHECK(openai.calls.size() == 1);
  CHECK(row(first).status == store::RunStatus::completed);
  refuse_repeated_requests(same, records);
  run(same);
  CHECK(openai.calls.size() == 2);
}

TEST_CASE_FIXTURE(LostAnswer, "[S2] another take and another prompt are requests of their own") {
  const Plan next = plan(nlohmann::json::object(), {.take = 2});
  refuse_repeated_requests(next, records);
  run(next);
  CHECK(openai.calls.size() == 2);
  run(plan({{"prompt", "a hen"}}));
  CHECK(openai.calls.size() == 3);
}

TEST_CASE_FIXTURE(LostAnswer, "[S2] the next take follows the highest of the same intake") {
  const Plan same = plan(nlohmann::json::object());
  CHECK(records.highest_take(same.workflow.id, same.intake) == 1);
  run(plan(nlohmann::json::object(), {.take = 7}));
  CHECK(records.highest_take(same.workflow.id, same.intake) == 7);
  CHECK(records.highest_take(same.workflow.id, plan({{"prompt", "a hen"}}).intake) == 0);
}

}  // namespace limner::engine
