#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;
using fakes::prompt;

TEST_CASE_FIXTURE(fakes::World, "a specification names template, intake, models, seed and price") {
  const nlohmann::json frozen = plan(prompt("a fox"), {.offline = true, .seed = 7}).specification();
  CHECK(frozen["template"]["digest"] == workflow.digest().hex());
  CHECK(frozen["intake"]["intent"]["style"] == "cartoon");
  CHECK(frozen["seed"] == 7);
  CHECK(frozen["steps"][1]["model"]["requested"] == "openai/gpt-image-2");
  CHECK(frozen["steps"][1]["model"]["resolved"] == "local/clipart-composer");
  CHECK(frozen["estimatedUsd"] == "0.00");
}

TEST_CASE_FIXTURE(fakes::World, "the value of --prompt is the title of the run") {
  CHECK(plan(prompt("a fox")).title() == "a fox");
}

TEST_CASE_FIXTURE(fakes::World, "without --prompt, the subject is the title") {
  workflow = fakes::shipped("product-hero.yaml");
  nlohmann::json given;
  given["product"]["name"] = "a matte glass bottle";
  const Plan made = plan(given, {.offline = true});
  CHECK(made.subject == "a matte glass bottle");
  CHECK(made.title() == "a matte glass bottle");
}

TEST_CASE_FIXTURE(fakes::World, "a plan over a limit is refused, naming the origin of the limit") {
  const Plan made = plan(prompt("a fox"));
  CHECK_NOTHROW(check_budget(made, made.estimate()));
  try {
    check_budget(made, Money::parse("0.05"));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cap_exceeded);
    CHECK(std::string(error.what()).find("--max-cost allows $0.05") != std::string::npos);
  }
  Plan dear = made;
  dear.workflow.max_cost = Money::parse("0.01");
  CHECK_THROWS_AS(check_budget(dear, std::nullopt), Error);
}

TEST_CASE_FIXTURE(fakes::World, "a step without a price is refused") {
  Plan made = plan(prompt("a fox"));
  made.steps[1].estimate.reset();
  try {
    check_budget(made, std::nullopt);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unpriceable);
  }
}
