#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;
using fakes::prompt;

TEST_CASE_FIXTURE(fakes::World,
                  "a plan has all eight steps in order, with models and prices [S0.4] [S0.17]") {
  const Plan made = plan(prompt("a chipmunk"));
  REQUIRE(made.steps.size() == 8);
  CHECK(made.steps[1].model->id == "openai/gpt-image-2");
  CHECK(made.steps[2].model->id == "fal/birefnet-light");
  CHECK_FALSE(made.steps[0].model);
  CHECK(made.seed == 1);
}

TEST_CASE_FIXTURE(fakes::World, "a plan can be used after its catalogue is gone") {
  const auto plan_with_own_catalogue = [&] {
    const provider::Catalogue temporary = provider::Catalogue::built_in();
    return make_plan(workflow, prompt("a fox"), temporary, {.today = "2026-11-21"});
  };
  const Plan made = plan_with_own_catalogue();
  CHECK(made.steps[1].model->id == "openai/gpt-image-2");
  CHECK(made.specification()["steps"][1]["model"]["resolved"] == "openai/gpt-image-2");
}

TEST_CASE_FIXTURE(fakes::World, "the resolved prompt is priced before anything starts [S0.31]") {
  const Money short_one = *plan(prompt("a")).steps[1].estimate;
  const Money long_one = *plan(prompt(std::string(400, 'a'))).steps[1].estimate;
  // 1756 image tokens at $30 a million, and one token for each byte of the prompt at $5.
  CHECK(short_one > Money::parse("0.05268"));
  CHECK(short_one < Money::parse("0.0585"));
  CHECK(long_one - short_one == Money::parse("0.001995"));
}

TEST_CASE_FIXTURE(fakes::World,
                  "without background removal its steps are planned as skipped [S0.10] [S0.18]") {
  nlohmann::json given = prompt("a chipmunk");
  given["runtime"]["backgroundRemovalEnabled"] = false;
  const Plan made = plan(given);
  CHECK(made.steps[2].skip == true);
  CHECK(made.steps[2].estimate == Money());
  CHECK(made.steps[4].skip == true);
  CHECK(made.steps[3].skip == false);
}

TEST_CASE_FIXTURE(fakes::World, "offline, embedded models are chosen and the plan has the reason") {
  const Plan made = plan(prompt("a chipmunk"), {.offline = true});
  CHECK(made.steps[1].model->id == "local/clipart-composer");
  CHECK(made.steps[1].requested_model == "openai/gpt-image-2");
  CHECK(made.steps[1].model_reason == "offline: openai/gpt-image-2 needs the network");
  CHECK(made.estimate() == Money());
}

TEST_CASE_FIXTURE(fakes::World,
                  "a model that is unknown, retired or unable is refused [S3.2] [S3.6]") {
  const auto refused = [&](const std::string& step, const std::string& id) -> std::string {
    try {
      plan(prompt("x"), {.models = {{step, id}}});
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::unsupported_model);
      return std::string(error.what()) + " | " + std::string(error.help());
    }
    return "accepted";
  };
  CHECK(refused("image", "openai/gpt-image-3") ==
        "unknown model \"openai/gpt-image-3\" | did you mean \"openai/gpt-image-2\"?");
  CHECK(refused("image", "openai/dall-e-3").find("was retired on 2026-05-12") != std::string::npos);
  CHECK(refused("image", "fal/birefnet-light") ==
        "fal/birefnet-light cannot do text_to_image; it can do background_removal | "
        "list the models that can: limner models ls --can text_to_image");
}

TEST_CASE_FIXTURE(fakes::World,
                  "--model without a step applies to the steps that the model can do") {
  const Plan made = plan(prompt("x"), {.models = {{"", "openai/gpt-image-1.5"}}});
  CHECK(made.steps[1].model->id == "openai/gpt-image-1.5");
  CHECK(made.steps[2].model->id == "fal/birefnet-light");
  CHECK_THROWS_AS(plan(prompt("x"), {.models = {{"imgae", "openai/gpt-image-2"}}}), Error);
}

TEST_CASE_FIXTURE(fakes::World,
                  "auto chooses a model whose key is present, else the embedded one [S2.16]") {
  const PlanOptions with_key{.models = {{"image", "auto"}},
                             .has_key = [](std::string_view name) { return name == "openai"; }};
  CHECK(plan(prompt("x"), with_key).steps[1].model->provider == "openai");
  const Plan keyless = plan(prompt("x"), {.models = {{"image", "auto"}}});
  CHECK(keyless.steps[1].model->id == "local/clipart-composer");
  CHECK(keyless.steps[1].model_reason ==
        "auto: no key for a text-to-image model; using the embedded artist");
}

TEST_CASE_FIXTURE(fakes::World,
                  "all errors of an intake are reported at once [S0.7] [S0.8] [S4.12]") {
  try {
    plan({{"intent", {{"style", "cartoonish"}, {"aspectRatio", "4:4"}}}});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_intake);
    CHECK(error.problems().size() == 3);
  }
}
